import { listIn, objectIn } from '../../../generator/kubernetes/json.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { add, edit, type Mutation, type MutationCase, set } from './mutate.ts';

const namespace = 'matrix';

/** Changes the pod of Element Web. */
const inPod = (change: (pod: JsonObject) => void) =>
  edit('Deployment', 'element-web', (object) => change(objectIn(object, 'spec', 'template', 'spec')));

const inContainer = (change: (container: JsonObject) => void) =>
  inPod((pod) => change(objectIn(pod, 'containers', 0)));

const scaler = (name: string, target: string, spec: JsonObject): Mutation =>
  add(
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
        minReplicas: 2,
        maxReplicas: 4,
        ...spec,
      },
    },
    'element-web',
  );

const both =
  (...mutations: readonly Mutation[]): Mutation =>
  (resources) =>
    mutations.reduce((changed, mutate) => mutate(changed), resources);

export const cases: readonly MutationCase[] = [
  {
    rule: 'pod/host-network',
    what: 'the web client is in the network of its node',
    also: ['platform/pod-security'],
    mutate: inPod((pod) => Object.assign(pod, { hostNetwork: true })),
  },
  {
    rule: 'container/variable-name',
    what: 'a variable has no name',
    mutate: inContainer((container) => Object.assign(container, { env: [{ name: '', value: 'x' }] })),
  },
  {
    rule: 'container/host-port',
    what: 'the web client takes a port of its node',
    also: ['platform/pod-security'],
    mutate: inContainer((container) => {
      Object.assign(objectIn(container, 'ports', 0), { hostPort: 80 });
    }),
  },
  {
    rule: 'container/readiness',
    what: 'the web client does not say when it is ready',
    mutate: inContainer((container) => {
      delete container['readinessProbe'];
    }),
  },
  {
    rule: 'container/impatient-liveness',
    what: 'the web client is killed when it is busy',
    mutate: inContainer((container) => {
      container['livenessProbe'] = structuredClone(objectIn(container, 'readinessProbe'));
    }),
  },
  {
    rule: 'workload/spread',
    what: 'nothing keeps the web clients apart',
    mutate: inPod((pod) => {
      delete pod['topologySpreadConstraints'];
      delete pod['affinity'];
    }),
  },
  {
    rule: 'disruption/unhealthy',
    what: 'a web client that never becomes ready holds a drain',
    mutate: edit('PodDisruptionBudget', 'element-web', (object) => {
      delete objectIn(object, 'spec')['unhealthyPodEvictionPolicy'];
    }),
  },
  {
    rule: 'scaling/bounds',
    what: 'an autoscaler cannot scale',
    also: ['argocd/project-permits', 'scaling/fixed-replicas'],
    mutate: scaler('added', 'element-web', { maxReplicas: 2 }),
  },
  {
    rule: 'scaling/fixed-replicas',
    what: 'the web client is autoscaled and has a number',
    also: ['argocd/project-permits'],
    mutate: scaler('added', 'element-web', {}),
  },
  {
    rule: 'scaling/one-scaler',
    what: 'two autoscalers scale the web client',
    also: ['argocd/project-permits', 'scaling/fixed-replicas'],
    mutate: both(scaler('one', 'element-web', {}), scaler('two', 'element-web', {})),
  },
  {
    rule: 'object/name',
    what: 'a name has a capital letter',
    mutate: add(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Added', namespace } },
      'element-web',
    ),
  },
  {
    rule: 'object/labels',
    what: 'a label is a number',
    mutate: edit('Deployment', 'element-web', (object) => {
      Object.assign(objectIn(object, 'metadata', 'labels'), { version: 1 });
    }),
  },
  {
    rule: 'object/size',
    what: 'a file is too large',
    mutate: add(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'added', namespace },
        data: { file: 'x'.repeat(2 ** 20) },
      },
      'element-web',
    ),
  },
  {
    rule: 'object/api-version',
    what: 'a budget is of a version that is gone',
    mutate: set('PodDisruptionBudget', 'element-web', ['apiVersion'], 'policy/v1beta1'),
  },
  {
    rule: 'edge/ingress-tls',
    also: ['edge/public-names'],
    what: 'a host is served in the clear',
    environment: 'design-2025',
    mutate: edit('Ingress', 'element', (object) => {
      delete objectIn(object, 'spec')['tls'];
    }),
  },
  {
    rule: 'edge/ingress-host',
    what: 'an Ingress answers for every name',
    environment: 'design-2025',
    mutate: edit('Ingress', 'element', (object) => {
      Object.assign(objectIn(object, 'spec'), {
        defaultBackend: { service: { name: 'element-web', port: { name: 'http' } } },
      });
    }),
  },
  {
    rule: 'edge/one-ingress',
    what: 'two Ingresses claim the web client',
    environment: 'design-2025',
    mutate: (resources) => {
      const [found] = resources.ofKind('Ingress').filter(({ object }) => object.metadata.name === 'element');
      if (found === undefined) throw new Error('there is no Ingress element');
      const copy = structuredClone(found.json);
      objectIn(copy, 'metadata')['name'] = 'again';
      return add(copy, found.component)(resources);
    },
  },
  {
    rule: 'platform/pod-security',
    what: 'the namespace of Synapse enforces nothing',
    mutate: edit('Namespace', 'matrix', (object) => {
      delete objectIn(object, 'metadata', 'labels')['pod-security.kubernetes.io/enforce'];
    }),
  },
  {
    rule: 'references/namespace',
    what: 'a ConfigMap is in a namespace that is not there',
    also: ['argocd/project-permits'],
    mutate: add(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'added', namespace: 'gone' } },
      'element-web',
    ),
  },
  {
    rule: 'references/secret-key',
    also: ['argocd/crd-order', 'argocd/project-permits', 'secrets/unused-key'],
    what: 'a sealed Secret lacks the key that the web client reads',
    mutate: both(
      add(
        {
          apiVersion: 'bitnami.com/v1alpha1',
          kind: 'SealedSecret',
          metadata: { name: 'added', namespace },
          spec: { encryptedData: { other: 'AgB' } },
        },
        'element-web',
      ),
      inContainer((container) =>
        Object.assign(container, {
          env: [
            ...listIn(container, 'env'),
            { name: 'KEY', valueFrom: { secretKeyRef: { name: 'added', key: 'key' } } },
          ],
        }),
      ),
    ),
  },
  {
    rule: 'object/duplicate',
    also: ['argocd/shared-object'],
    what: 'the web client is there twice',
    mutate: (resources) => {
      const [found] = resources
        .ofKind('ServiceAccount')
        .filter(({ object }) => object.metadata.name === 'element-web');
      if (found === undefined) throw new Error('there is no ServiceAccount element-web');
      return add(structuredClone(found.json), found.component)(resources);
    },
  },
  {
    rule: 'argocd/one-source',
    what: 'an Application has two types',
    mutate: edit('Application', 'production-element-web', (object) => {
      Object.assign(objectIn(object, 'spec', 'source'), { kustomize: {}, directory: { recurse: true } });
    }),
  },
  {
    rule: 'postgres/guaranteed-memory',
    what: 'the database may use more than it asks for',
    mutate: edit('Cluster', 'synapse-db', (object) => {
      Object.assign(objectIn(object, 'spec', 'resources', 'limits'), { memory: '1Ti' });
    }),
  },
  {
    rule: 'observability/monitor-selects',
    what: 'a monitor asks for a port that no Service has',
    also: ['observability/monitor-chain'],
    mutate: add(
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name: 'added', namespace },
        spec: { selector: { matchLabels: { a: 'b' } }, endpoints: [{ port: 'gone' }] },
      },
      'element-web',
    ),
  },
];
