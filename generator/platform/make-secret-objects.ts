import type { SecretDeclaration } from '../components/component.ts';
import type { Environment } from '../environment/environment.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { makeExternalSecret } from './make-external-secret.ts';

/**
 * The objects that become the declared Secrets, as the slot has it. None where a person creates the Secrets, which is always so in Argo
 * CD's own namespace: it needs them before any operator is there, and no workload may write to it.
 */
export function makeSecretObjects(
  environment: Environment,
  declarations: readonly SecretDeclaration[],
): KubernetesObject[] {
  const { secrets, gitops } = environment;
  if (environment.slots.secrets === 'sealed-secrets') return environment.sealedSecrets.map(keepSecret);
  const { store } = secrets;
  if (store === null) return [];
  return declarations
    .filter(({ namespace }) => namespace !== gitops.argocdNamespace)
    .map((declaration) => makeExternalSecret(store, declaration, declarations));
}

/**
 * A SealedSecret whose Secret stays when it goes: without the owner reference nothing collects it, and the second annotation lets the
 * controller go on changing it (bitnami-labs/sealed-secrets v0.36.6 README.md, pkg/controller/controller.go). The template is not
 * encrypted.
 */
function keepSecret({ metadata, spec }: Environment['sealedSecrets'][number]): KubernetesObject {
  const { creationTimestamp: _, ...named } = metadata;
  const { creationTimestamp: __, ...template } = spec.template.metadata;
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: named,
    spec: {
      encryptedData: spec.encryptedData,
      template: {
        ...spec.template,
        metadata: {
          ...template,
          annotations: {
            ...template.annotations,
            'sealedsecrets.bitnami.com/managed': 'true',
            'sealedsecrets.bitnami.com/skip-set-owner-references': 'true',
          },
        },
      },
    },
  } as KubernetesObject;
}
