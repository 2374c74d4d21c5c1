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

/** Secrets that operators make for objects of a kind. */
const secretMakers: readonly (OperatorFact & {
  readonly make: (object: Json, name: string) => readonly OperatorSecret[];
})[] = [
  {
    kind: 'cert-manager.io/Certificate',
    fact: 'the Secret has certificate, key and, where the issuer knows it, the CA',
    source:
      'cert-manager pkg/apis/certmanager/v1/types_certificate.go: secretName; pkg/controller/certificates/issuing/internal/secret.go',
    seen: '2026-11-25',
    make: (object) => {
      const name = textIn(object, 'spec', 'secretName');
      const more = ['additionalOutputFormats', 'keystores'].some(
        (field) => getIn(object, ['spec', field]) !== undefined,
      );
      return name === undefined ? [] : [{ name, keys: more ? undefined : ['tls.crt', 'tls.key', 'ca.crt'] }];
    },
  },
  {
    kind: 'postgresql.cnpg.io/Cluster',
    fact: 'the operator makes a CA, a certificate of the servers and one of replication, unless `certificates` names others',
    source: 'cloudnative-pg v1.30.0 api/v1/cluster_types.go: secret suffixes; pkg/certs/certs.go: keys',
    seen: '2026-11-25',
    make: (_, name) => [
      { name: `${name}-ca`, keys: ['ca.crt', 'ca.key'] },
      { name: `${name}-server`, keys: ['tls.crt', 'tls.key'] },
      { name: `${name}-replication`, keys: ['tls.crt', 'tls.key'] },
    ],
  },
];

/** A Secret that an operator makes, in the namespace of its object. */
export interface OperatorSecret {
  readonly name: string;
  /** Undefined when its object asks for more than the usual ones. */
  readonly keys: readonly string[] | undefined;
}

/** Secrets that an operator makes for an object. */
export function operatorSecrets(object: KubernetesObject): OperatorSecret[] {
  return secretMakers
    .filter(({ kind }) => kind === `${groupOf(object.apiVersion)}/${object.kind}`)
    .flatMap(({ make }) => make(object as unknown as Json, object.metadata.name));
}

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

type PodLabels = Readonly<Record<string, string>>;

/** Kinds whose operator makes pods with labels that can be told from the object. */
const podMakers: readonly {
  readonly kind: string;
  readonly group: string;
  readonly labelsOf: (object: RenderedResource) => readonly PodLabels[];
  readonly source: string;
  readonly seen: string;
}[] = [
  {
    kind: 'Tenant',
    group: 'minio.min.io',
    labelsOf: ({ json }) => listIn(json, 'spec', 'pools').map((pool) => textsIn(pool, 'labels')),
    source: 'minio/operator pkg/resources/statefulsets/minio-statefulset.go',
    seen: '2026-11-25',
  },
  ...(
    [
      ['Prometheus', 'prometheus', 'prometheus', 'prometheus/server'],
      ['PrometheusAgent', 'prometheus-agent', 'prometheus-agent', 'prometheus/agent'],
      ['Alertmanager', 'alertmanager', 'alertmanager', 'alertmanager'],
      ['ThanosRuler', 'thanos-ruler', 'thanos-ruler', 'thanos'],
    ] as const
  ).map(([kind, program, key, folder]) => ({
    kind,
    group: 'monitoring.coreos.com',
    labelsOf: ({ object, json }: RenderedResource) => [
      {
        ...textsIn(json, 'spec', 'podMetadata', 'labels'),
        'app.kubernetes.io/managed-by': 'prometheus-operator',
        'app.kubernetes.io/name': program,
        'app.kubernetes.io/instance': object.metadata.name,
        'operator.prometheus.io/name': object.metadata.name,
        [key]: object.metadata.name,
      },
    ],
    source: `prometheus-operator pkg/${folder}/operator.go: makeSelectorLabels`,
    seen: '2026-11-25',
  })),
];

/** True when pods are selected that an operator makes for an object in the namespace. */
export function selectsMadePods(
  resources: ResourceSet,
  namespace: string,
  isSelected: (labels: PodLabels) => boolean,
): boolean {
  return podMakers.some(({ kind, group, labelsOf }) =>
    resources
      .ofKind(kind, group)
      .filter(({ object }) => object.metadata.namespace === namespace)
      .some((object) => labelsOf(object).some(isSelected)),
  );
}
