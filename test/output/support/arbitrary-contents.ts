import fc from 'fast-check';
import type { ConfigMapFiles } from '../../../generator/components/component.ts';
import type { KubernetesObject } from '../../../generator/kubernetes/object.ts';
import type { Contents } from './platforms.ts';

/**
 * Strings that YAML readers like to misread, beside ordinary ones. Not among them: NEL and LS, which kustomize 5.8.1 itself prints as a
 * line break, whatever it reads.
 */
export const awkwardString = fc.constantFrom(
  ...[
    'on',
    'yes',
    'y',
    '1_000',
    '12:30',
    '0o7',
    '~',
    'null',
    '.inf',
    '2026-01-01',
    ' a',
    'a ',
    '',
    '5432',
    '1e3',
  ],
  ...['a\nb', 'a\n', ' a\n b\n', 'a\tb', 'é', '=', '<<', 'a: b', 'a #b', '- a', '# a', 'true', '0x1F'],
  ...['plain', 'other', '{}', '[]', '"q"', "it's", '%a', '@a', '!a', '&a', '*a', '|', '>'],
);

function option<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

/** Drops properties that are `undefined`, at the first level. */
function compact<T extends object>(arbitrary: fc.Arbitrary<T>) {
  return arbitrary.map((value) =>
    Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined)),
  );
}

function keyed(
  key: string,
  names: readonly (string | number)[],
  rest: Record<string, fc.Arbitrary<unknown>>,
) {
  return fc
    .shuffledSubarray([...names])
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => compact(fc.record({ [key]: fc.constant(name), ...rest })))),
    );
}

const labels = fc.dictionary(
  fc.constantFrom('app', 'app.kubernetes.io/name', 'a.b~c/d', 'on', '1'),
  fc.constantFrom('a', 'b', 'yes', '1', ''),
);
const image = fc.constantFrom(
  'ghcr.io/a/b:1',
  'ghcr.io/a/b:2',
  'mirror:5000/a/b:1',
  `ghcr.io/a/b:1@sha256:${'a'.repeat(64)}`,
  `ghcr.io/a/c@sha256:${'b'.repeat(64)}`,
  'redis',
  'redis:7',
);
const quantities = compact(
  fc.record({ cpu: option(fc.constantFrom('1', '100m')), memory: option(fc.constantFrom('1Gi', '2Gi')) }),
);
const port = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom('http', '8080'));
const protocol = fc.constantFrom('TCP', 'UDP');

const env = keyed('name', ['A', 'B', 'C', 'on', '1'], {
  value: option(awkwardString),
  valueFrom: option(
    fc.record({ secretKeyRef: fc.record({ name: fc.constantFrom('x', 'y'), key: awkwardString }) }),
  ),
});
const containerPorts = fc.oneof(
  keyed('containerPort', [53, 80, 8080], { name: option(fc.constantFrom('a', 'b')) }),
  keyed('containerPort', [53, 80, 8080], { protocol }),
  keyed('containerPort', [53, 80], { protocol: option(protocol) }),
  fc.constant([
    { containerPort: 53, protocol: 'UDP' },
    { containerPort: 53, protocol: 'TCP' },
  ]),
);
const probe = compact(
  fc.record({
    httpGet: option(fc.record({ path: fc.constantFrom('/a', '/b'), port })),
    exec: option(fc.record({ command: fc.array(awkwardString, { maxLength: 3 }) })),
    periodSeconds: option(fc.integer({ min: 1, max: 3 })),
  }),
);
function containers(names: readonly string[]) {
  return keyed('name', names, {
    image: fc.oneof({ weight: 6, arbitrary: image }, fc.constant(undefined)),
    args: option(fc.array(awkwardString, { maxLength: 3 })),
    env: option(env),
    ports: option(containerPorts),
    resources: option(fc.record({ requests: quantities, limits: quantities })),
    readinessProbe: option(probe),
    volumeMounts: option(
      keyed('mountPath', ['/a', '/b', '/c'], {
        name: fc.constantFrom('v', 'w'),
        readOnly: option(fc.boolean()),
      }),
    ),
    securityContext: option(
      fc.constantFrom({}, { readOnlyRootFilesystem: true }, { capabilities: { drop: ['ALL'] } }),
    ),
  });
}
const podSpec = compact(
  fc.record({
    containers: containers(['a', 'b', 'c']),
    initContainers: option(containers(['i', 'j'])),
    volumes: option(
      fc
        .shuffledSubarray(['v', 'w', 'x'])
        .chain((names) =>
          fc.tuple(
            ...names.map((name) =>
              fc
                .constantFrom(
                  { emptyDir: {} },
                  { emptyDir: { medium: 'Memory' } },
                  { configMap: { name: 'c1', items: [{ key: 'a', path: 'b' }] } },
                  { image: { reference: 'ghcr.io/a/b:1' } },
                )
                .map((source) => ({ name, ...source })),
            ),
          ),
        ),
    ),
    nodeSelector: option(labels),
    tolerations: option(
      fc.array(fc.record({ key: awkwardString, operator: fc.constantFrom('Exists', 'Equal') }), {
        maxLength: 2,
      }),
    ),
    topologySpreadConstraints: option(
      keyed('topologyKey', ['zone', 'host'], {
        whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
        maxSkew: fc.integer({ min: 1, max: 2 }),
      }),
    ),
    terminationGracePeriodSeconds: option(fc.integer({ min: 1, max: 3 })),
    hostAliases: option(
      keyed('ip', ['192.0.2.1', '192.0.2.2'], { hostnames: fc.array(fc.constantFrom('a', 'b')) }),
    ),
    imagePullSecrets: option(keyed('name', ['s', 't'], {})),
  }),
);

function metadata(name: string, namespace = 'matrix') {
  return compact(
    fc.record({
      name: fc.constant(name),
      namespace: fc.constant(namespace),
      labels: option(labels),
      annotations: option(fc.dictionary(fc.constantFrom('a/b', 'c'), awkwardString)),
    }),
  );
}

function workload(kind: 'Deployment' | 'StatefulSet', name: string) {
  return fc.record({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constant(kind),
    metadata: metadata(name),
    spec: compact(
      fc.record({
        replicas: option(fc.integer({ min: 0, max: 3 })),
        strategy: option(
          fc.constantFrom({ type: 'Recreate' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }),
        ),
        template: fc.record({
          metadata: compact(fc.record({ labels: option(labels), annotations: option(labels) })),
          spec: podSpec,
        }),
      }),
    ),
  });
}

const service = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Service'),
  metadata: metadata('b'),
  spec: compact(
    fc.record({
      selector: option(labels),
      clusterIP: option(fc.constant('None')),
      ports: fc.oneof(
        keyed('port', [53, 80, 443], {
          protocol: option(protocol),
          targetPort: option(port),
          name: option(fc.constantFrom('a', '1')),
        }),
        keyed('port', [53, 80, 443], { targetPort: option(port) }),
      ),
    }),
  ),
});
const json = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
  map: fc.dictionary(fc.constantFrom('a', 'b.c/d', 'on', 'name', 'list', 'image'), tie('value'), {
    maxKeys: 4,
  }),
  value: fc.oneof(
    { maxDepth: 4 },
    awkwardString,
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.constant(null),
    image,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
}));
const custom = fc.record({
  apiVersion: fc.constantFrom('postgresql.cnpg.io/v1', 'postgresql.cnpg.io/v2'),
  kind: fc.constant('Cluster'),
  metadata: metadata('db', 'data'),
  spec: fc
    .tuple(json.map, option(keyed('name', ['a', 'b'], { image })))
    .map(([spec, containers]) =>
      containers === undefined ? spec : { ...(spec as object), containers },
    ) as fc.Arbitrary<object>,
});
const disruptionBudget = fc.record({
  apiVersion: fc.constant('policy/v1'),
  kind: fc.constant('PodDisruptionBudget'),
  metadata: metadata('a'),
  spec: compact(
    fc.record({
      maxUnavailable: option(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom('50%', '1'))),
      selector: compact(
        fc.record({
          matchLabels: option(labels),
          matchExpressions: option(
            fc.array(fc.record({ key: fc.constantFrom('a', 'b'), operator: fc.constant('Exists') })),
          ),
        }),
      ),
    }),
  ),
});
const networkPolicy = fc.record({
  apiVersion: fc.constant('networking.k8s.io/v1'),
  kind: fc.constant('NetworkPolicy'),
  metadata: metadata('a'),
  spec: compact(
    fc.record({
      podSelector: fc.constantFrom({}, { matchLabels: { a: 'b' } }),
      policyTypes: fc.subarray(['Ingress', 'Egress']),
      ingress: option(
        fc.array(
          fc.oneof(
            fc.constant({}),
            fc.record({ ports: fc.array(fc.record({ port, protocol }), { maxLength: 2 }) }),
          ),
          { maxLength: 2 },
        ),
      ),
    }),
  ),
});
const serviceAccount = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ServiceAccount'),
  metadata: metadata('a'),
  secrets: keyed('name', ['x', 'y'], {}),
});
const namespace = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Namespace'),
  metadata: fc.record({ name: fc.constant('matrix'), labels }),
});
const clashingRole = fc.record({
  apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
  kind: fc.constant('Role'),
  metadata: metadata('a.b', 'other'),
  rules: fc.array(
    fc.record({ apiGroups: fc.array(awkwardString, { maxLength: 2 }), verbs: fc.constant(['*']) }),
    { maxLength: 2 },
  ),
});

const objects = [
  workload('Deployment', 'a'),
  workload('StatefulSet', 'a'),
  workload('StatefulSet', 'd'),
  service,
  custom,
  disruptionBudget,
  networkPolicy,
  serviceAccount,
  namespace,
  clashingRole,
] as unknown as fc.Arbitrary<KubernetesObject>[];

/** kustomize 5.8.1 cannot merge into a ConfigMap a file that begins with a tab: it prints YAML that it cannot read. */
const text = fc.oneof(
  awkwardString,
  fc
    .string({ unit: fc.constantFrom(...'ab: #-|>"\'\\\t\n\ré{}[]%@&*!,?0'), maxLength: 20 })
    .map((value) => value.trimStart()),
);

/** kustomize 5.8.1 fails on a generator's label whose key reads as a number; Kubernetes allows such keys and nobody uses them. */
const generatorLabels = fc.dictionary(
  fc.constantFrom('app', 'app.kubernetes.io/name', 'c'),
  fc.constantFrom('a', 'b', 'yes', '1', ''),
);

function configMap(name: string, inNamespace: string): fc.Arbitrary<ConfigMapFiles> {
  return fc.record({
    name: fc.constant(name),
    namespace: fc.constant(inNamespace),
    labels: generatorLabels,
    files: fc.dictionary(
      fc.constantFrom('a.yaml', 'b.cfg', 'c'),
      fc.oneof(
        text.map((value) => ({ format: 'text' as const, text: value })),
        fc
          .dictionary(fc.constantFrom('a', 'b'), awkwardString)
          .map((value) => ({ format: 'yaml' as const, value })),
      ),
      { minKeys: 1 },
    ),
  }) as fc.Arbitrary<ConfigMapFiles>;
}

const configMaps = [configMap('c1', 'matrix'), configMap('c1', 'data'), configMap('c2', 'matrix')];

/** Some of the objects, each as one of its possible values. */
function some<T>(arbitraries: readonly fc.Arbitrary<T>[], values: readonly T[]): fc.Arbitrary<T[]> {
  return fc
    .tuple(
      ...arbitraries.map((arbitrary, index) => {
        const base = values[index];
        const kept = base === undefined ? [] : [{ weight: 2, arbitrary: fc.constant<T | undefined>(base) }];
        return fc.oneof(
          ...kept,
          { weight: 4, arbitrary: arbitrary as fc.Arbitrary<T | undefined> },
          { weight: 1, arbitrary: fc.constant(undefined) },
        );
      }),
    )
    .map((items) => items.filter((item): item is Awaited<T> & T => item !== undefined));
}

/** A component as base and as environment: every object in both, in one, changed or not. */
export const contentsPair: fc.Arbitrary<{ base: Contents; target: Contents }> = fc
  .tuple(fc.tuple(...objects), fc.tuple(...configMaps))
  .chain(([resources, maps]) =>
    fc.record({
      base: fc.record({
        resources: some(
          objects.map((_, i) => fc.constant(resources[i] as KubernetesObject)),
          [],
        ),
        configMaps: some(
          configMaps.map((_, i) => fc.constant(maps[i] as ConfigMapFiles)),
          [],
        ),
      }),
      target: fc.record({ resources: some(objects, resources), configMaps: some(configMaps, maps) }),
    }),
  );
