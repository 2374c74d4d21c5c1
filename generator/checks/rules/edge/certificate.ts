import { getIn, listIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import type { Rule } from '../../rule.ts';

/** Annotations by which cert-manager makes the certificates that an Ingress or a Gateway names. */
const issuerAnnotations = ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'];

/** A Secret that a TLS entrance wants. */
interface WantedSecret {
  readonly path: readonly (string | number)[];
  readonly namespace: string;
  /** Undefined when the entrance names none. */
  readonly name: string | undefined;
}

/** Every TLS Secret of the edge is made by cert-manager. */
export const certificate: Rule = {
  slug: 'edge/certificate',
  title: 'Certificates come from cert-manager',
  severity: 'error',
  why: 'A TLS Secret that nothing makes leaves the controller on its self-signed certificate, which clients and other servers refuse; one made by hand expires unnoticed.',
  fix: 'Add a Certificate with that `secretName`, or annotate the Ingress or Gateway with `cert-manager.io/cluster-issuer`.',
  references: [
    'cert-manager docs: Annotated Ingress resource; Annotated Gateway resource',
    'cert-manager pkg/apis/certmanager/v1: CertificateSpec.secretName',
  ],
  components: ['gateway', 'public-routes'],
  check({ resources, pass, fail }) {
    const made = new Set(
      resources
        .ofKind('Certificate', 'cert-manager.io')
        .map(({ json, object }) => `${object.metadata.namespace}/${textIn(json, 'spec', 'secretName')}`),
    );
    const entrances = [
      ...resources
        .ofKind('Ingress', 'networking.k8s.io')
        .map((resource) => ({ resource, secrets: ingressSecrets(resource) })),
      ...resources
        .ofKind('Gateway', 'gateway.networking.k8s.io')
        .map((resource) => ({ resource, secrets: gatewaySecrets(resource) })),
    ];
    for (const { resource, secrets } of entrances) {
      const annotations = textsIn(resource.json, 'metadata', 'annotations');
      const annotated = issuerAnnotations.some((name) => (annotations[name] ?? '') !== '');
      for (const { path, namespace, name } of secrets) {
        const own = namespace === resource.object.metadata.namespace;
        if (name !== undefined && ((annotated && own) || made.has(`${namespace}/${name}`))) pass();
        else
          fail({
            resource,
            path,
            message:
              name === undefined
                ? 'TLS is asked for without a Secret, so the controller presents its own self-signed certificate. Name a Secret that a Certificate makes.'
                : `nothing makes the TLS Secret ${namespace}/${name}: no Certificate has that secretName, and there is no cert-manager issuer annotation. Add one of them.`,
          });
      }
    }
  },
};

function ingressSecrets({ json, object }: RenderedResource): WantedSecret[] {
  return listIn(json, 'spec', 'tls').map((tls, index) => ({
    path: ['spec', 'tls', index, 'secretName'],
    namespace: object.metadata.namespace ?? '',
    name: textIn(tls, 'secretName'),
  }));
}

function gatewaySecrets({ json, object }: RenderedResource): WantedSecret[] {
  return listIn(json, 'spec', 'listeners').flatMap((listener, index): WantedSecret[] => {
    const namespace = object.metadata.namespace ?? '';
    const mode = textIn(listener, 'tls', 'mode') ?? 'Terminate';
    if (getIn(listener, ['tls']) === undefined || mode !== 'Terminate') return [];
    const path = ['spec', 'listeners', index, 'tls', 'certificateRefs'];
    const references = listIn(listener, 'tls', 'certificateRefs');
    if (references.length === 0) return [{ path, namespace, name: undefined }];
    return references.map((reference, position) => ({
      path: [...path, position, 'name'],
      namespace: textIn(reference, 'namespace') ?? namespace,
      name: textIn(reference, 'name'),
    }));
  });
}
