import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { catalogue } from '../../generator/checks/catalogue.ts';
import { runRules } from '../../generator/checks/run-rules.ts';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { makeResource } from '../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { toDocument } from '../../generator/rendered/rendered-document.ts';

/** A Deployment of two pods with something wrong in the pod or in the container. */
function pod(spec: string, container = '', labels = 'app: web'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { ${spec === '' ? '' : `${spec}, `}containers: [{ name: web, image: "registry.example.org/web:1.2.3"${container === '' ? '' : `, ${container}`} }] }
`;
}

const inContainer = (container: string) => pod('', container);
const secured = (context: string) => inContainer(`securityContext: { ${context} }`);
const service = (spec: string, name = 'web') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: web }, ports: [{ port: 80 }], ${spec} }\n`;
const object = (apiVersion: string, kind: string, rest: string, name = 'web') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\n${rest}\n`;
const role = (rule: string) =>
  object('rbac.authorization.k8s.io/v1', 'ClusterRole', `rules: [{ apiGroups: [""], ${rule} }]`);
const binding = (kind: string, roleRef: string, subject: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    kind,
    `roleRef: { apiGroup: rbac.authorization.k8s.io, ${roleRef} }\nsubjects: [{ ${subject} }]`,
  );
const policy = (spec: string) => object('networking.k8s.io/v1', 'NetworkPolicy', `spec: { ${spec} }`);
const ingress = (spec: string, more = '') =>
  object('networking.k8s.io/v1', 'Ingress', `spec: { ${spec} }${more}`);
const budget = (spec: string) =>
  object('policy/v1', 'PodDisruptionBudget', `spec: { selector: { matchLabels: { app: web } }, ${spec} }`);
const autoscaler = (spec: string, name = 'web') =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, ${spec} }`,
    name,
  );
const cronJob = (spec: string, restart = 'Never') =>
  object(
    'batch/v1',
    'CronJob',
    `spec: { ${spec}, jobTemplate: { spec: { template: { spec: { restartPolicy: ${restart}, containers: [{ name: a, image: "a:1" }] } } } } }`,
  );
const backend =
  'http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }';
const join = (...documents: readonly string[]) => documents.join('---\n');

/** For each row a manifest that the checkers which have it refuse: one of the rules of the row must see it, without any environment. */
const samples: readonly (readonly [row: string, manifest: string])[] = [
  ['A1', secured('privileged: true')],
  ['A2', secured('allowPrivilegeEscalation: true')],
  ['A3', pod('securityContext: { runAsNonRoot: false }')],
  ['A4', pod('securityContext: { runAsUser: 0 }')],
  ['A7', pod('securityContext: { supplementalGroups: [0] }')],
  ['A8', secured('readOnlyRootFilesystem: false')],
  ['A9', secured('capabilities: { drop: [NET_RAW] }')],
  ['A11', secured('capabilities: { drop: [CHOWN] }')],
  ['A12', secured('capabilities: { add: [SYS_PTRACE] }')],
  ['A13', secured('capabilities: { drop: [ALL], add: [CHOWN] }')],
  ['A14', secured('capabilities: { add: [SYS_ADMIN] }')],
  ['A15', secured('capabilities: { add: [SYS_MODULE] }')],
  ['A16', secured('seccompProfile: { type: Unconfined }')],
  ['A17', pod('')],
  ['A18', secured('appArmorProfile: { type: Unconfined }')],
  ['A19', secured('seLinuxOptions: { type: spc_t }')],
  ['A22', pod('hostPID: true')],
  ['A23', pod('hostIPC: true')],
  ['A24', pod('hostNetwork: true')],
  ['A25', inContainer('ports: [{ containerPort: 80, hostPort: 8080 }]')],
  ['A28', secured('procMount: Unmasked')],
  ['A29', pod('securityContext: { sysctls: [{ name: kernel.msgmax, value: "1" }] }')],
  ['A30', pod('volumes: [{ name: h, hostPath: { path: /srv } }]')],
  ['A32', pod('volumes: [{ name: h, hostPath: { path: /var/run/docker.sock } }]')],
  ['A34', pod('volumes: [{ name: h, nfs: { server: a, path: /b } }]')],
  [
    'A35',
    pod(
      'volumes: [{ name: h, emptyDir: {} }]',
      'volumeMounts: [{ name: h, mountPath: /h, mountPropagation: Bidirectional }]',
    ),
  ],
  ['A37', pod('serviceAccountName: web')],
  ['A38', pod('')],
  ['A39', pod('serviceAccount: web')],
  ['A40', pod('').replace('namespace: shop', 'namespace: default')],
  ['A41', pod('').replace('namespace: shop', 'namespace: kube-system')],
  ['A42', inContainer('ports: [{ containerPort: 22 }]')],
  ['A44', join(pod('hostNetwork: true'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n')],
  ['B1', inContainer('env: [{ name: DB_PASSWORD, value: swordfish }]')],
  ['B3', object('v1', 'ConfigMap', 'data: { app.yaml: "api_token: 8f3k2j9s7d6f5g4h" }')],
  ['B4', object('v1', 'Secret', 'stringData: { key: value }')],
  ['B6', object('v1', 'Secret', 'type: kubernetes.io/service-account-token\ndata: { token: YQ== }')],
  ['C1', inContainer('resources: { requests: { memory: 1Gi } }')],
  ['C3', inContainer('resources: { requests: { cpu: 1 } }')],
  ['C4', inContainer('resources: { limits: { cpu: 1 } }')],
  ['C7', pod('volumes: [{ name: h, emptyDir: {} }]')],
  ['C8', pod('volumes: [{ name: h, emptyDir: { medium: Memory } }]')],
  ['C9', inContainer('resources: { requests: { memory: 2Gi }, limits: { memory: 1Gi } }')],
  ['C11', pod('priorityClassName: gone')],
  ['D1', pod('').replace(':1.2.3', '')],
  ['D5', pod('').replace('registry.example.org/web', 'k8s.gcr.io/web')],
  ['D8', pod('').replace('registry.example.org/web:1.2.3', '')],
  ['E1', join(inContainer('ports: [{ containerPort: 80 }]'), service(''))],
  [
    'E3',
    inContainer('livenessProbe: { tcpSocket: { port: 80 } }, readinessProbe: { tcpSocket: { port: 80 } }'),
  ],
  ['E4', inContainer('livenessProbe: { httpGet: { port: web } }')],
  ['E6', cronJob('schedule: "0 * * * *"', 'Always')],
  ['E8', cronJob('schedule: "0 * * * *"')],
  ['E9', cronJob('schedule: "61 * * * *"')],
  ['E11', object('v1', 'Pod', 'spec: { containers: [{ name: a, image: "a:1" }] }')],
  ['F2', autoscaler('minReplicas: 1, maxReplicas: 4')],
  ['F3', autoscaler('minReplicas: 4, maxReplicas: 3')],
  ['F4', join(pod(''), autoscaler('minReplicas: 2, maxReplicas: 4'))],
  ['F5', pod('')],
  [
    'F6',
    pod(
      'topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: api } } }]',
    ),
  ],
  [
    'F7',
    pod('topologySpreadConstraints: [{ maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule }]'),
  ],
  ['F9', pod('')],
  ['F10', budget('')],
  ['F11', join(pod(''), budget('maxUnavailable: 0%'))],
  ['F12', join(pod(''), budget('minAvailable: 51%'))],
  ['F13', budget('maxUnavailable: 1')],
  [
    'F15',
    join(pod(''), budget('maxUnavailable: 1'), budget('minAvailable: 1').replace('name: web', 'name: more')),
  ],
  ['F16', join(pod(''), budget('maxUnavailable: 1').replaceAll('app: web', 'app: gone'))],
  [
    'F17',
    object('apps/v1', 'StatefulSet', 'spec: { serviceName: gone, template: { spec: { containers: [] } } }'),
  ],
  ['F20', pod('').replace('replicas: 2', 'replicas: 0')],
  ['G1', pod('', '', 'app: other')],
  ['G2', object('v1', 'ConfigMap', '').replace('namespace: shop', 'namespace: shop, labels: { a: "b c" }')],
  ['G5', inContainer('env: [{ name: A, value: x }, { name: A, value: y }]')],
  ['G6', inContainer('env: [{ name: "", value: x }]')],
  ['G7', pod('initContainers: [{ name: web, image: "a:1" }]')],
  ['G8', inContainer('ports: [{ name: a, containerPort: 1 }, { name: a, containerPort: 2 }]')],
  ['G9', inContainer('ports: [{ name: Web_Port, containerPort: 1 }]')],
  ['G11', service('').replace('[{ port: 80 }]', '[{ port: 80 }, { port: 81 }]')],
  ['G13', inContainer('volumeMounts: [{ name: gone, mountPath: /a }]')],
  ['G16', object('policy/v1beta1', 'PodDisruptionBudget', '')],
  ['G17', join(pod(''), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: other }\n')],
  ['H1', join(pod('', '', 'app: other'), service(''))],
  ['H2', join(pod(''), service('').replace('port: 80', 'port: 80, targetPort: http'))],
  ['H3', service('type: NodePort')],
  ['H4', service('externalIPs: [10.0.0.1]')],
  ['H6', service('type: ExternalName, externalName: localhost')],
  ['H7', service('type: LoadBalancer')],
  ['H9', ingress(`rules: [{ host: a.example.org, ${backend} }]`)],
  [
    'H10',
    object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'spec: { parentRefs: [{ name: gone }], rules: [{ backendRefs: [{ name: gone, port: 80 }] }] }',
    ),
  ],
  ['H11', ingress(`rules: [{ host: a.example.org, ${backend} }]`)],
  [
    'H12',
    ingress(`tls: [{ hosts: [b.example.org], secretName: b }], rules: [{ host: a.example.org, ${backend} }]`),
  ],
  ['H13', ingress(`rules: [{ ${backend} }]`)],
  [
    'H14',
    join(
      ingress(`rules: [{ host: a.example.org, ${backend} }]`),
      ingress(`rules: [{ host: a.example.org, ${backend} }]`).replace('name: web', 'name: copy'),
    ),
  ],
  [
    'H15',
    ingress(`rules: [{ host: a.example.org, ${backend} }]`).replace(
      'namespace: shop',
      'namespace: shop, annotations: { nginx.ingress.kubernetes.io/server-snippet: "return 200;" }',
    ),
  ],
  [
    'H16',
    pod('').replace('registry.example.org/web:1.2.3', 'registry.k8s.io/ingress-nginx/controller:v1.11.0'),
  ],
  ['H17', join(pod(''), policy('podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress]'))],
  ['H18', join(pod(''), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n')],
  ['H19', join(pod(''), policy('podSelector: { matchLabels: { app: gone } }, policyTypes: [Ingress]'))],
  [
    'H20',
    join(
      pod(''),
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
      policy(
        'podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: gone } } }] }]',
      ),
    ),
  ],
  [
    'H21',
    policy('podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }] }]'),
  ],
  [
    'H22',
    join(
      pod(''),
      policy(
        'podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }], ports: [{ port: 80 }] }]',
      ),
    ),
  ],
  ['H23', policy('podSelector: {}')],
  ['H24', policy('podSelector: {}, policyTypes: [Egress], egress: [{}]')],
  ['I1', autoscaler('minReplicas: 2, maxReplicas: 4')],
  ['I2', join(autoscaler('maxReplicas: 4'), autoscaler('maxReplicas: 4', 'more'))],
  ['I4', pod('serviceAccountName: gone')],
  ['I5', inContainer('envFrom: [{ configMapRef: { name: gone } }]')],
  ['I6', pod('volumes: [{ name: d, persistentVolumeClaim: { claimName: gone } }]')],
  ['I7', binding('RoleBinding', 'kind: Role, name: gone', 'kind: ServiceAccount, name: web')],
  ['I8', pod('volumes: [{ name: d, emptyDir: { sizeLimit: 1Mi } }]')],
  [
    'I13',
    object(
      'argoproj.io/v1alpha1',
      'Application',
      'spec: { project: default, destination: { namespace: shop }, source: { repoURL: a, path: b } }',
    ),
  ],
  ['I14', object('cert-manager.io/v1', 'Certificate', 'spec: { secretName: a, issuerRef: { name: gone } }')],
  ['J1', role('resources: ["*"], verbs: [get]')],
  [
    'J2',
    binding(
      'ClusterRoleBinding',
      'kind: ClusterRole, name: cluster-admin',
      'kind: ServiceAccount, name: a, namespace: b',
    ),
  ],
  ['J3', role('resources: [secrets], verbs: [get]')],
  ['J4', role('resources: [deployments], verbs: [create]')],
  ['J5', role('resources: [pods/exec], verbs: [create]')],
  ['J6', role('resources: [users], verbs: [impersonate]')],
  ['J7', role('resources: [clusterroles], verbs: [escalate]')],
  ['J8', role('resources: [validatingwebhookconfigurations], verbs: [patch]')],
  ['J9', role('resources: [certificatesigningrequests/approval], verbs: [update]')],
  ['J10', role('resources: [nodes/proxy], verbs: [get]')],
  [
    'J11',
    binding(
      'ClusterRoleBinding',
      'kind: ClusterRole, name: view',
      'kind: Group, name: "system:unauthenticated"',
    ),
  ],
  ['L1', object('v1', 'ConfigMap', '', 'Web')],
  [
    'L2',
    object('v1', 'ConfigMap', '').replace(
      'namespace: shop',
      `namespace: shop, annotations: { a: ${'x'.repeat(300_000)} }`,
    ),
  ],
  ['L3', service('').replace('[{ port: 80 }]', '[{ name: a, port: 80 }, { name: b, port: 80 }]')],
  ['L4', inContainer('livenessProbe: { tcpSocket: { port: 80 }, exec: { command: [a] } }')],
  ['L5', inContainer('resources: { limits: { memory: 512m } }')],
  [
    'L6',
    pod('').replace(
      '  replicas: 2',
      '  strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }\n  replicas: 2',
    ),
  ],
  ['L7', budget('minAvailable: 1, maxUnavailable: 1')],
  ['L8', cronJob('schedule: "0 * * * *"', 'Always')],
  ['L9', policy('podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 9, endPort: 8 }] }]')],
  [
    'L10',
    pod(
      'topologySpreadConstraints: [{ maxSkew: 1, minDomains: 2, topologyKey: a, whenUnsatisfiable: ScheduleAnyway }]',
    ),
  ],
  ['L11', pod('hostNetwork: true', 'ports: [{ containerPort: 80, hostPort: 81 }]')],
  ['L12', pod('volumes: [{ name: a, emptyDir: {} }, { name: a, emptyDir: {} }]')],
  [
    'X2',
    object(
      'postgresql.cnpg.io/v1',
      'Pooler',
      'spec: { cluster: { name: db }, instances: 2, pgbouncer: { poolMode: statement } }',
    ),
  ],
  ['X7', join(pod(''), service('').replace('port: 80', 'port: 80, targetPort: gone'))],
  ['X10', join(pod(''), budget('minAvailable: 100%'))],
  [
    'X12',
    join(
      inContainer('env: [{ name: A, valueFrom: { secretKeyRef: { name: web, key: b } } }]'),
      object('bitnami.com/v1alpha1', 'SealedSecret', 'spec: { encryptedData: { a: AgB } }'),
    ),
  ],
  ['X18', pod('').replace('registry.example.org/web:1.2.3', 'minio/minio:RELEASE.2024-01-01T00-00-00Z')],
  [
    'C5',
    object(
      'postgresql.cnpg.io/v1',
      'Cluster',
      'spec: { instances: 1, resources: { requests: { memory: 1Gi }, limits: { memory: 2Gi } } }',
    ),
  ],
  [
    'E7',
    join(
      pod('volumes: [{ name: d, persistentVolumeClaim: { claimName: web } }]').replace(
        'replicas: 2',
        'replicas: 1',
      ),
      object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteOnce] }'),
    ),
  ],
  ['G18', join(object('v1', 'ConfigMap', ''), object('v1', 'ConfigMap', 'data: {}'))],
  ['H5', service('type: LoadBalancer').replace('port: 80', 'port: 80, nodePort: 8080')],
  [
    'I3',
    join(
      pod(''),
      service(''),
      object(
        'monitoring.coreos.com/v1',
        'ServiceMonitor',
        'spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: a }] }',
      ),
    ),
  ],
  [
    'X14',
    object(
      'argoproj.io/v1alpha1',
      'Application',
      'spec: { source: { repoURL: a, chart: b, helm: {}, directory: {} } }',
    ),
  ],
  [
    'X11',
    join(
      pod('volumes: [{ name: d, persistentVolumeClaim: { claimName: web } }]'),
      object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteOnce] }'),
    ),
  ],
  ['X13', join(object('v1', 'ConfigMap', ''), object('v1', 'ConfigMap', 'data: {}'))],
];

function judge(manifest: string): Set<string> {
  const resources = parseAllDocuments(manifest).map((document) => {
    const json = document.toJS() as JsonObject;
    return makeResource(toDocument(json), { environment: 'sample', component: '', file: 'sample.yaml' });
  });
  const { findings, problems } = runRules(
    [{ resources: makeResourceSet('sample', resources, new Set()), declared: undefined }],
    { locate: ({ file }) => ({ file, line: 1 }), today: '2026-11-25' },
  );
  expect(problems).toEqual([]);
  return new Set(findings.map(({ rule }) => rule));
}

test.each(samples)('%s is answered by what its row names', (id, manifest) => {
  const row = catalogue.find((one) => one.id === id);
  const found = judge(manifest);
  expect(row?.rules.filter((rule) => found.has(rule))).not.toEqual([]);
});

test('all rows have a sample but those that need an environment or several programs', () => {
  const without = catalogue.filter(
    ({ id, rules }) => rules.length > 0 && !samples.some(([row]) => row === id),
  );
  expect(without.map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "A10",
      "A20",
      "A21",
      "A31",
      "A33",
      "D4",
      "F8",
      "F14",
      "F18",
      "F19",
      "G15",
      "I9",
      "X1",
      "X3",
      "X4",
      "X5",
      "X8",
      "X15",
      "X16",
      "X17",
      "X19",
      "X20",
    ]
  `);
});
