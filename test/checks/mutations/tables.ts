import { listIn, objectIn } from '../../../generator/kubernetes/json.ts';
import type { Json, JsonObject } from '../../../generator/kubernetes/object.ts';
import { add, edit, type Mutation, type MutationCase, set } from './mutate.ts';

/** Changes the pod of Element Web. */
function inPod(change: (pod: JsonObject) => void): Mutation {
  return edit('Deployment', 'element-web', (object) => {
    change(objectIn(object, 'spec', 'template', 'spec'));
  });
}

/** Changes the only container of Element Web. */
function inContainer(change: (container: JsonObject, pod: JsonObject) => void): Mutation {
  return inPod((pod) => {
    const [container] = listIn(pod, 'containers');
    change(objectIn(container), pod);
  });
}

const security = (field: string, value: Json) =>
  inContainer((container) => {
    objectIn(container, 'securityContext')[field] = value;
  });
const port = (change: JsonObject) =>
  inContainer((container) => {
    container['ports'] = [...listIn(container, 'ports'), change];
  });
const volume = (source: JsonObject) =>
  inPod((pod) => {
    pod['volumes'] = [...listIn(pod, 'volumes').slice(0, 1), { name: 'tmp', ...source }];
  });
const spec = (path: readonly string[], value: Json) =>
  set('Deployment', 'element-web', ['spec', ...path], value);

const namespace = 'matrix';
const rbac = 'rbac.authorization.k8s.io';
const role = (rule: JsonObject): Mutation =>
  add(
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'added', namespace },
      rules: [{ apiGroups: [''], ...rule }],
    },
    'element-web',
  );
const binding = (roleRef: JsonObject, subject: JsonObject): Mutation =>
  add(
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'added', namespace },
      roleRef: { apiGroup: rbac, ...roleRef },
      subjects: [subject],
    },
    'element-web',
  );
const someone = { kind: 'ServiceAccount', name: 'element-web', namespace };
const budget = (name: string, body: JsonObject): Mutation =>
  add(
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace },
      spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow', ...body },
    },
    'element-web',
  );
const elementWeb = { matchLabels: { 'app.kubernetes.io/name': 'element-web' } };

/** What is done to `production` for each row of the tables. */
const table: readonly (readonly [rule: string, what: string, mutate: Mutation])[] = [
  [
    'pod/host-processes',
    'the web client shares processes',
    inPod((pod) => Object.assign(pod, { hostPID: true })),
  ],
  ['pod/host-memory', 'the web client shares memory', inPod((pod) => Object.assign(pod, { hostIPC: true }))],
  ['pod/host-path', 'scratch space is a directory of the node', volume({ hostPath: { path: '/tmp' } })],
  ['pod/volume-types', 'scratch space is on NFS', volume({ nfs: { server: '10.0.0.1', path: '/' } })],
  ['pod/empty-dir-limit', 'scratch space has no limit', volume({ emptyDir: {} })],
  [
    'pod/duplicate-volume',
    'a volume is there twice',
    inPod((pod) =>
      Object.assign(pod, { volumes: [...listIn(pod, 'volumes'), ...listIn(pod, 'volumes').slice(1)] }),
    ),
  ],
  [
    'pod/unused-volume',
    'a mount was forgotten',
    inContainer((container) =>
      Object.assign(container, { volumeMounts: listIn(container, 'volumeMounts').slice(0, 1) }),
    ),
  ],
  [
    'pod/root-group',
    'files belong to group 0',
    inPod((pod) => Object.assign(objectIn(pod, 'securityContext'), { fsGroup: 0 })),
  ],
  [
    'pod/sysctls',
    'a sysctl that nodes refuse',
    inPod((pod) =>
      Object.assign(objectIn(pod, 'securityContext'), {
        sysctls: [{ name: 'net.core.somaxconn', value: '1024' }],
      }),
    ),
  ],
  [
    'pod/account-field',
    'the old field names the account',
    inPod((pod) => Object.assign(pod, { serviceAccount: 'element-web' })),
  ],
  [
    'pod/idle-token',
    'the web client gets a token',
    inPod((pod) => Object.assign(pod, { automountServiceAccountToken: true })),
  ],
  [
    'pod/system-namespace',
    'a pod without a namespace of its own',
    add(
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'added', namespace: 'kube-system' },
        spec: {
          selector: { matchLabels: { a: 'b' } },
          template: {
            metadata: { labels: { a: 'b' } },
            spec: { automountServiceAccountToken: false, containers: [] },
          },
        },
      },
      'element-web',
    ),
  ],
  ['container/privileged', 'the web client is privileged', security('privileged', true)],
  ['container/privilege-escalation', 'setuid programs work', security('allowPrivilegeEscalation', true)],
  ['container/non-root', 'the web client may be root', security('runAsNonRoot', false)],
  ['container/root-user', 'the web client is user 0', security('runAsUser', 0)],
  [
    'container/read-only-root',
    'the web client can write its programs',
    security('readOnlyRootFilesystem', false),
  ],
  [
    'container/capabilities-dropped',
    'only one capability is dropped',
    security('capabilities', { drop: ['NET_RAW'] }),
  ],
  [
    'container/capabilities-added',
    'a capability is added',
    security('capabilities', { drop: ['ALL'], add: ['NET_ADMIN'] }),
  ],
  ['container/seccomp', 'system calls are open', security('seccompProfile', { type: 'Unconfined' })],
  ['container/app-armor', 'AppArmor is off', security('appArmorProfile', { type: 'Unconfined' })],
  ['container/se-linux', 'another SELinux type', security('seLinuxOptions', { type: 'spc_t' })],
  ['container/proc-mount', '/proc is unmasked', security('procMount', 'Unmasked')],
  [
    'container/cpu-request',
    'no CPU is asked for',
    inContainer((container) =>
      Object.assign(container, { resources: { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } } }),
    ),
  ],
  [
    'container/memory-request',
    'no memory is asked for',
    inContainer((container) =>
      Object.assign(container, { resources: { requests: { cpu: '50m' }, limits: { memory: '64Mi' } } }),
    ),
  ],
  [
    'container/memory-limit',
    'memory is not limited',
    inContainer((container) =>
      Object.assign(container, { resources: { requests: { cpu: '50m', memory: '64Mi' } } }),
    ),
  ],
  [
    'container/request-above-limit',
    'more is asked for than allowed',
    inContainer((container) =>
      Object.assign(container, {
        resources: { requests: { cpu: '50m', memory: '65Mi' }, limits: { memory: '64Mi' } },
      }),
    ),
  ],
  [
    'container/milli-memory',
    'memory in thousandths',
    inContainer((container) =>
      Object.assign(container, {
        resources: { requests: { cpu: '50m', memory: '64m' }, limits: { memory: '64Mi' } },
      }),
    ),
  ],
  [
    'container/duplicate-variable',
    'a variable is set twice',
    inContainer((container) =>
      Object.assign(container, {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
    ),
  ],
  ['container/duplicate-port', 'a port is there twice', port({ name: 'again', containerPort: 8080 })],
  [
    'container/port-name',
    'a port name is too long',
    port({ name: 'a-name-beyond-fifteen', containerPort: 8081 }),
  ],
  ['container/ssh', 'a container listens for SSH', port({ name: 'ssh', containerPort: 22 })],
  [
    'container/mount-propagation',
    'a mount reaches the node',
    inContainer((container) =>
      Object.assign(objectIn(container, 'volumeMounts', 1), { mountPropagation: 'Bidirectional' }),
    ),
  ],
  [
    'container/duplicate-mount',
    'two mounts at one path',
    inContainer((container) =>
      Object.assign(objectIn(container, 'volumeMounts', 1), { mountPath: '/etc/element-web' }),
    ),
  ],
  [
    'container/missing-volume',
    'a volume that is not there is mounted',
    inContainer((container) =>
      Object.assign(container, {
        volumeMounts: [...listIn(container, 'volumeMounts'), { name: 'gone', mountPath: '/gone' }],
      }),
    ),
  ],
  [
    'container/probe-port',
    'the readiness probe asks another port',
    inContainer((container) =>
      Object.assign(objectIn(container, 'readinessProbe', 'httpGet'), { port: 'health' }),
    ),
  ],
  [
    'container/probe-handler',
    'the liveness probe has two handlers',
    inContainer((container) =>
      Object.assign(objectIn(container, 'livenessProbe'), { tcpSocket: { port: 8080 } }),
    ),
  ],
  [
    'images/missing',
    'an init container without an image',
    inContainer((container, pod) =>
      Object.assign(pod, { initContainers: [{ ...container, name: 'init', image: '' }] }),
    ),
  ],
  [
    'images/tag',
    'the latest Element Web',
    inContainer((container) => Object.assign(container, { image: 'ghcr.io/element-hq/element-web:latest' })),
  ],
  [
    'images/retired-registry',
    'an image of a frozen registry',
    inContainer((container) => Object.assign(container, { image: 'k8s.gcr.io/element-web:v1' })),
  ],
  ['workload/selector', 'the selector matches no pod', spec(['selector'], { matchLabels: { a: 'b' } })],
  ['workload/recreate-update', 'recreated and rolling', spec(['strategy', 'type'], 'Recreate')],
  [
    'workload/stuck-update',
    'neither more nor less',
    spec(['strategy', 'rollingUpdate'], { maxSurge: 0, maxUnavailable: 0 }),
  ],
  ['workload/scaled-to-zero', 'nobody serves the web client', spec(['replicas'], 0)],
  [
    'workload/headless-service',
    'the Service of main has an address',
    set('StatefulSet', 'synapse-main', ['spec', 'serviceName'], 'synapse-router'),
  ],
  [
    'workload/name-length',
    'a name of 64 characters',
    set('Deployment', 'element-web', ['metadata', 'name'], 'e'.repeat(64)),
  ],
  [
    'workload/restart-policy',
    'a job restarts for ever',
    edit('CronJob', 'synapse-media-cleanup', (object) =>
      Object.assign(objectIn(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec'), {
        restartPolicy: 'Always',
      }),
    ),
  ],
  [
    'workload/start-deadline',
    'a job without a deadline',
    edit('CronJob', 'synapse-media-cleanup', (object) => {
      delete objectIn(object, 'spec')['startingDeadlineSeconds'];
    }),
  ],
  [
    'workload/schedule',
    'six fields',
    set('CronJob', 'synapse-media-cleanup', ['spec', 'schedule'], '0 0 3 * * *'),
  ],
  [
    'workload/bare-pod',
    'a pod on its own',
    edit('Deployment', 'element-web', (object) => {
      Object.assign(object, {
        apiVersion: 'v1',
        kind: 'Pod',
        spec: objectIn(object, 'spec', 'template', 'spec'),
      });
    }),
  ],
  [
    'workload/spread-fields',
    'a skew of 0',
    inPod((pod) => Object.assign(objectIn(pod, 'topologySpreadConstraints', 0), { maxSkew: 0 })),
  ],
  [
    'disruption/one-bound',
    'two bounds',
    set('PodDisruptionBudget', 'element-web', ['spec', 'minAvailable'], 1),
  ],
  [
    'disruption/selects-pods',
    'the budget selects nobody',
    budget('added', { maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } }),
  ],
  [
    'disruption/never',
    'the budget allows nothing',
    set('PodDisruptionBudget', 'element-web', ['spec', 'maxUnavailable'], 0),
  ],
  ['disruption/one-budget', 'a second budget', budget('added', { maxUnavailable: 1, selector: elementWeb })],
  [
    'disruption/covered',
    'the budget is for others',
    set('PodDisruptionBudget', 'element-web', ['spec', 'selector'], {
      matchLabels: { 'cnpg.io/cluster': 'synapse-db' },
    }),
  ],
  [
    'service/selects-pods',
    'the Service selects nobody',
    set('Service', 'element-web', ['spec', 'selector'], { a: 'b' }),
  ],
  [
    'service/target-port',
    'the Service sends to no port',
    set('Service', 'element-web', ['spec', 'ports'], [{ name: 'http', port: 80, targetPort: 'gone' }]),
  ],
  [
    'service/port-names',
    'a port has no name',
    set(
      'Service',
      'element-web',
      ['spec', 'ports'],
      [
        { name: 'http', port: 80, targetPort: 'http' },
        { port: 81, targetPort: 'http' },
      ],
    ),
  ],
  [
    'service/external-addresses',
    'the Service claims an address',
    set('Service', 'element-web', ['spec', 'externalIPs'], ['10.0.0.1']),
  ],
  [
    'service/node-port',
    'the Service is on every node',
    set('Service', 'element-web', ['spec', 'type'], 'NodePort'),
  ],
  [
    'service/local-name',
    'the Service points at itself',
    set('Service', 'element-web', ['spec', 'externalName'], 'localhost'),
  ],
  [
    'references/config-map',
    'a ConfigMap that is not there',
    inPod((pod) => Object.assign(objectIn(pod, 'volumes', 0), { configMap: { name: 'gone' } })),
  ],
  [
    'references/service-account',
    'an account that is not there',
    inPod((pod) => Object.assign(pod, { serviceAccountName: 'gone' })),
  ],
  ['references/claim', 'a claim that is not there', volume({ persistentVolumeClaim: { claimName: 'gone' } })],
  [
    'references/priority-class',
    'a class that is not there',
    inPod((pod) => Object.assign(pod, { priorityClassName: 'gone' })),
  ],
  [
    'references/backend',
    'a route leads nowhere',
    edit('HTTPRoute', 'element', (object) =>
      Object.assign(objectIn(object, 'spec', 'rules', 0, 'backendRefs', 0), { name: 'gone' }),
    ),
  ],
  [
    'references/gateway',
    'a route names another Gateway',
    edit('HTTPRoute', 'element', (object) =>
      Object.assign(objectIn(object, 'spec', 'parentRefs', 0), { name: 'gone' }),
    ),
  ],
  ['references/role', 'a role that is not there', binding({ kind: 'Role', name: 'gone' }, someone)],
  [
    'references/scale-target',
    'an autoscaler of nothing',
    add(
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'added', namespace },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gone' },
          maxReplicas: 3,
        },
      },
      'element-web',
    ),
  ],
  [
    'references/issuer',
    'an issuer that is not there',
    edit('Certificate', 'tls-element', (object) =>
      Object.assign(objectIn(object, 'spec', 'issuerRef'), { name: 'gone' }),
    ),
  ],
  ['rbac/wildcards', 'every verb', role({ resources: ['configmaps'], verbs: ['*'] })],
  ['rbac/secrets', 'every Secret', role({ resources: ['secrets'], verbs: ['list'] })],
  ['rbac/create-pods', 'any pod', role({ resources: ['pods'], verbs: ['create'] })],
  ['rbac/exec', 'into any container', role({ resources: ['pods/exec'], verbs: ['create'] })],
  ['rbac/impersonate', 'as anybody', role({ resources: ['serviceaccounts'], verbs: ['impersonate'] })],
  ['rbac/escalate', 'any right', role({ resources: ['roles'], verbs: ['bind'] })],
  ['rbac/webhooks', 'any webhook', role({ resources: ['mutatingwebhookconfigurations'], verbs: ['update'] })],
  [
    'rbac/certificates',
    'any login',
    role({ resources: ['certificatesigningrequests/approval'], verbs: ['update'] }),
  ],
  ['rbac/nodes-proxy', 'any kubelet', role({ resources: ['nodes/proxy'], verbs: ['get'] })],
  ['rbac/cluster-admin', 'everything', binding({ kind: 'ClusterRole', name: 'cluster-admin' }, someone)],
  [
    'rbac/everybody',
    'for everybody',
    binding({ kind: 'ClusterRole', name: 'view' }, { kind: 'Group', name: 'system:authenticated' }),
  ],
];

const project = ['argocd/project-permits'];
const client = ['clients/stateless'];
const level = ['platform/pod-security'];

/** Rules that see the same mistake with other eyes. */
const others: Readonly<Record<string, readonly string[]>> = {
  'pod/system-namespace': [...project, 'network/covered'],
  'references/scale-target': [...project, 'scaling/bounds'],
  'container/non-root': [...client, ...level],
  'pod/host-processes': level,
  'pod/host-memory': level,
  'pod/host-path': level,
  'container/privileged': level,
  'container/privilege-escalation': level,
  'container/capabilities-dropped': level,
  'container/capabilities-added': level,
  'container/seccomp': level,
  'pod/volume-types': level,
  'pod/sysctls': level,
  'container/proc-mount': level,
  'container/root-user': [...client, ...level],
  'container/ssh': client,
  'workload/bare-pod': client,
  'references/gateway': ['edge/public-names'],
  'service/node-port': ['edge/client-address'],
};

export const cases: readonly MutationCase[] = table.map(([rule, what, mutate]) => ({
  rule,
  what,
  mutate,
  also: others[rule] ?? [],
}));
