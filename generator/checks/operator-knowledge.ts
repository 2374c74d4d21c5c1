import { getIn, listIn, textIn, textsIn } from '../kubernetes/json.ts';
import { groupOf, type Json, type KubernetesObject } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** What an operator does to the pods of its objects, so that a manifest need not say it. */
interface OperatorFact {
  /** Group and kind. */
  readonly kind: string;
  readonly fact: string;
  readonly source: string;
  /** Day on which the source was read. */
  readonly seen: string;
}

/** Kinds whose pod template is partial: the operator adds what is missing. */
const completed: readonly OperatorFact[] = [
  {
    kind: 'postgresql.cnpg.io/Pooler',
    fact: 'the operator merges image, command, ports, probes, security context and service account into `spec.template`',
    source: 'cloudnative-pg pkg/specs/pgbouncer/deployments.go, pkg/podspec/builder.go',
    seen: '2026-11-25',
  },
];

/** True when an operator completes the pod template of this object. */
export function isCompletedByOperator({ apiVersion, kind }: KubernetesObject): boolean {
  return completed.some((entry) => entry.kind === `${groupOf(apiVersion)}/${kind}`);
}

/** Labels that operators put on pods that no manifest shows, by how their keys begin. */
const labels: readonly { readonly prefix: string; readonly source: string; readonly seen: string }[] = [
  { prefix: 'cnpg.io/', source: 'cloudnative-pg pkg/utils/labels_annotations.go', seen: '2026-11-25' },
  {
    prefix: 'v1.min.io/',
    source: 'minio/operator pkg/apis/minio.min.io/v2/constants.go: TenantLabel',
    seen: '2026-11-25',
  },
  {
    prefix: 'acme.cert-manager.io/',
    source: 'cert-manager pkg/apis/acme/v1/types.go: DomainLabelKey, SolverIdentificationLabelKey',
    seen: '2026-11-25',
  },
  {
    prefix: 'gateway.envoyproxy.io/',
    source: 'envoyproxy/gateway internal/gatewayapi/translator.go: OwningGatewayNameLabel',
    seen: '2026-11-25',
  },
];

/** True when a selector means pods that an operator makes: whether there are any no manifest says. */
export function selectsOperatorPods(selector: Json | undefined): boolean {
  const text = JSON.stringify(selector ?? {});
  return labels.some(({ prefix }) => text.includes(`"${prefix}`));
}

/** True when a Helm chart brings pods into the namespace of an object: which ones no manifest here says. */
export function hasChart(resources: ResourceSet, { object }: RenderedResource): boolean {
  return hasChartIn(resources, object.metadata.namespace ?? '');
}

/** True when a Helm chart brings pods into a namespace. */
export function hasChartIn(resources: ResourceSet, namespace: string): boolean {
  return resources
    .ofKind('Application', 'argoproj.io')
    .some(
      ({ json }) =>
        textIn(json, 'spec', 'destination', 'namespace') === namespace &&
        [getIn(json, ['spec', 'source']), ...listIn(json, 'spec', 'sources')].some(
          (source) => textIn(source, 'chart') !== undefined,
        ),
    );
}

/**
 * True when pods that the MinIO operator makes for a Tenant in a namespace are selected: they carry the labels of their
 * pool (minio/operator pkg/resources/statefulsets/minio-statefulset.go, read on 2026-11-25).
 */
export function selectsTenant(
  resources: ResourceSet,
  namespace: string,
  isSelected: (labels: Readonly<Record<string, string>>) => boolean,
): boolean {
  return resources
    .ofKind('Tenant', 'minio.min.io')
    .filter((tenant) => tenant.object.metadata.namespace === namespace)
    .some(({ json }) => listIn(json, 'spec', 'pools').some((pool) => isSelected(textsIn(pool, 'labels'))));
}
