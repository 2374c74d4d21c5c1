import fc from 'fast-check';
import { fixedHostPorts } from '../../generator/environment/host-ports.ts';
import type { EnvironmentFile } from '../../generator/environment/schema/environment-schema.ts';
import {
  type WorkerKindName,
  whySingle,
  workerKindNames,
} from '../../generator/environment/schema/worker-kinds.ts';

type Pools = EnvironmentFile['cluster']['nodePools'];

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const users = fc.oneof(
  fc.constantFrom(1, 500, 501, 5_000, 5_001, 20_000),
  fc.integer({ min: 1, max: 20_000 }),
);
const cpu = fc.constantFrom('50m', '250m', '1', '1.5', '4');
const roles = ['database', 'cache', 'storage', 'application', 'webrtc', 'infrastructure'] as const;

/** Memory requests never exceed a limit: a request comes with its limit. */
const resources = fc.oneof(
  fc.record({ cpu }, { requiredKeys: [] }),
  fc
    .record({ cpu, memory: fc.integer({ min: 64, max: 4096 }), extra: fc.integer({ min: 0, max: 4096 }) })
    .map(({ cpu, memory, extra }) => ({ cpu, memory: `${memory}Mi`, memoryLimit: `${memory + extra}Mi` })),
);

const host = fc.tuple(word, word).map(([name, zone]) => `${name}.${zone}-corp.de`);

const hosts = fc
  .record({ serverName: host, matrix: word, element: word }, { requiredKeys: ['serverName'] })
  .map(({ serverName, matrix, element }) => ({
    serverName,
    // Each service stays in a domain of its own.
    ...(matrix !== undefined && { matrix: `${matrix}.m.${serverName}` }),
    ...(element !== undefined && { element: `${element}.e.${serverName}` }),
  }));

const pool = fc.record(
  {
    count: fc.integer({ min: 9, max: 30 }),
    cpu: fc.constantFrom('4', '8', '16'),
    memory: fc.constantFrom('8Gi', '64Gi'),
    disk: fc.constantFrom('100Gi', '2Ti'),
    labels: fc.dictionary(
      word.map((name) => `pool.corp.de/${name}`),
      fc.constantFrom('', 'true', '1', 'no'),
      { maxKeys: 2 },
    ),
    taints: fc.array(
      fc.record(
        {
          key: word,
          value: fc.constantFrom('', 'on', 'matrix'),
          effect: fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const),
        },
        { requiredKeys: ['key', 'effect'] },
      ),
      { maxLength: 2 },
    ),
    reserved: fc.record(
      { cpu: fc.constantFrom('0', '250m', '2'), memory: fc.constantFrom('0', '2Gi') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['count', 'cpu', 'memory', 'disk'] },
);

/** One pool for everything, and any split of the roles over pools of their own. */
const nodePools: fc.Arbitrary<Pools> = fc
  .record({
    shared: pool,
    own: fc.array(pool, { minLength: roles.length, maxLength: roles.length }),
    carried: fc.subarray([...roles]),
  })
  .map(({ shared, own, carried }) => ({
    shared,
    ...Object.fromEntries(
      roles.flatMap((role, index) => {
        const settings = own[index];
        return settings === undefined || !carried.includes(role)
          ? []
          : [[role, { ...settings, roles: [role] }]];
      }),
    ),
  }));

interface Addresses {
  podCidrs: string[];
  serviceCidrs: string[];
  nodeCidrs: string[];
  /** What the load balancer hands out. */
  balanced: string[];
}

const addresses = fc.constantFrom<Addresses[]>(
  {
    podCidrs: ['10.42.0.0/16'],
    serviceCidrs: ['10.43.0.0/16'],
    nodeCidrs: ['10.0.0.0/24'],
    balanced: ['10.0.0.200-10.0.0.220'],
  },
  {
    podCidrs: ['10.42.0.0/16', 'fd00:42::/48'],
    serviceCidrs: ['10.43.0.0/16', 'fd00:43::/112'],
    nodeCidrs: ['10.0.0.0/24', 'fd00:1::/64'],
    balanced: ['10.0.0.192/27', 'fd00:1::100-fd00:1::1ff'],
  },
);

const range = (least: number, most: number) =>
  fc
    .record({ first: fc.integer({ min: least, max: most }), size: fc.integer({ min: 0, max: 500 }) })
    .map(({ first, size }) => ({ first, last: first + size }));

const takenPorts: readonly number[] = Object.values(fixedHostPorts);

/** Windows that overlap neither each other nor the defaults of the others. */
const ports = fc.record(
  {
    turn: fc.integer({ min: 3000, max: 4000 }),
    turnTls: fc.integer({ min: 4001, max: 5000 }),
    rtcTcp: fc.integer({ min: 6000, max: 6999 }).filter((port) => !takenPorts.includes(port)),
    rtcUdp: range(8000, 9000),
    turnRelay: range(40_000, 48_000),
  },
  { requiredKeys: [] },
);

const backup = fc.record(
  {
    destination: word.map((name) => `s3://backup-${name}/db`),
    endpoint: fc.constantFrom('https://s3.corp.de', 'http://10.9.9.9:9000'),
    schedule: fc.constantFrom('0 0 2 * * *', '30 15 */6 1,15 jan-jun MON'),
    retentionDays: fc.integer({ min: 1, max: 3650 }),
  },
  { requiredKeys: ['destination', 'endpoint'] },
);

/** What a backup may be followed by: its own archive again, or another one. */
const recovery = fc.record(
  {
    archive: word.map((name) => `restored-${name}`),
    source: word.map((name) => `old-${name}`),
    destination: word.map((name) => `s3://old-${name}/db`),
    targetTime: fc.constantFrom('2026-11-25T10:00:00Z', '2026-11-25T10:00:00.5+01:00', null),
  },
  { requiredKeys: ['archive'] },
);

const cache = fc
  .record({ maxMemory: fc.integer({ min: 64, max: 512 }), resources })
  .map(({ maxMemory, resources }) => ({
    maxMemory: `${maxMemory}Mi`,
    resources: { ...resources, memory: `${maxMemory}Mi`, memoryLimit: `${2 * maxMemory}Mi` },
  }));

const settings = fc.dictionary(
  word.map((key) => `my_${key}`),
  fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.constantFrom('on', '1_000', '', 'text'),
    fc.array(fc.integer(), { maxLength: 2 }),
  ),
  { maxKeys: 3 },
);

const workerUpTo = (most: number) =>
  fc.record({ replicas: fc.integer({ min: 0, max: most }), resources }, { requiredKeys: [] });
const worker = workerUpTo(50);
const singleWorker = workerUpTo(1);

/** Sections whose smallest replica counts depend on the availability. */
const sections = (high: boolean) => {
  const replicas = (least: number, most: number) => fc.integer({ min: high ? least : 1, max: most });
  return {
    postgres: fc
      .record(
        {
          instances: replicas(3, 9),
          resources,
          storage: fc.constantFrom('10Gi', '1Ti'),
          walStorage: fc.constantFrom('5Gi', '100Gi'),
          parameters: fc.dictionary(word, fc.constantFrom('on', '1', 'text'), { maxKeys: 2 }),
          pooler: fc.record({ instances: replicas(2, 9), resources }, { requiredKeys: [] }),
          backup: fc.option(backup),
          recovery,
        },
        { requiredKeys: [] },
      )
      .map((section) => (section.backup ? section : { ...section, recovery: null })),
    cacheSynapse: fc
      .tuple(
        fc.record(
          {
            replicas: fc.constantFrom(...(high ? ([3, 5] as const) : ([1, 3, 5] as const))),
            proxyReplicas: replicas(2, 5),
          },
          { requiredKeys: [] },
        ),
        fc.option(cache, { nil: {} }),
      )
      .map(([counts, memory]) => ({ ...counts, ...memory })),
    synapse: fc.record(
      {
        main: fc.record({ resources }, { requiredKeys: [] }),
        workers: fc.record(
          Object.fromEntries(
            workerKindNames.map((kind) => [kind, whySingle(kind) === undefined ? worker : singleWorker]),
          ) as Record<WorkerKindName, typeof worker>,
          { requiredKeys: [] },
        ),
        router: fc.record({ replicas: replicas(2, 9), resources }, { requiredKeys: [] }),
        mediaStorage: fc.constantFrom('20Gi', '2Ti'),
        maxUploadSize: fc.constantFrom('1M', '100M', '2048M'),
        settings,
      },
      { requiredKeys: [] },
    ),
    elementWeb: fc.record({ replicas: replicas(2, 20), resources }, { requiredKeys: [] }),
  };
};

const accept = fc.array(
  fc.record({
    rule: fc.constant('postgres/pool-mode'),
    resource: word.map((name) => `Pooler.postgresql.cnpg.io matrix/${name}`),
    reason: fc.constant('decided in the meeting'),
    until: fc.constantFrom('2020-02-29', '2099-12-31'),
  }),
  { maxLength: 2 },
);

/**
 * Valid environment files of every kind: sizes, availabilities, address families, node pools, and each optional setting written or not.
 */
export const arbitraryEnvironmentFile: fc.Arbitrary<EnvironmentFile> = fc
  .record({ availability: fc.constantFrom('high', 'single', undefined), addresses, users })
  .chain(({ availability, addresses: { balanced, ...cidrs }, users }) => {
    const network = fc.record(
      {
        loadBalancer: fc.constant({ addresses: balanced }),
        adminNetworks: fc.constantFrom<string[][]>(['10.1.0.0/16'], ['10.1.0.0/16', 'fd00:9::/64']),
        federation: fc.constantFrom('open' as const, 'closed' as const),
        ports,
      },
      { requiredKeys: ['loadBalancer', 'adminNetworks'] },
    );
    const cluster = fc.record(
      {
        version: fc.constantFrom('1.34', '1.35', '1.36'),
        dnsDomain: fc.constantFrom('cluster.local', 'k8s.corp.de'),
        apiServerPort: fc.constantFrom(443, 6443),
        storageClasses: fc.record({ fast: word, standard: word }),
        nodePools,
      },
      { requiredKeys: ['version', 'storageClasses', 'nodePools'] },
    );
    const gitops = fc.record(
      {
        repository: fc.constantFrom(
          'https://git.corp.de/x.git',
          'git@git.corp.de:x.git',
          'ssh://git@git.corp.de/x',
        ),
        branch: fc.constantFrom('main', 'release/1.x'),
        release: fc.constantFrom('v1.0.0', null),
        argocdNamespace: word,
        destination: fc.constantFrom('https://10.0.0.10:6443', 'edge-1', 'in-cluster'),
      },
      { requiredKeys: ['repository'] },
    );
    const argocd = fc.record(
      {
        // A repository by ssh needs one.
        sshKnownHosts: fc.constant<string[]>(['git.corp.de ssh-ed25519 AAAAC3NzaC1lZDI1NTE5']),
        oidc: fc.constantFrom(null, {
          url: 'https://argocd.corp.de',
          issuer: 'https://login.corp.de/realms/ops',
          clientId: 'argocd',
          adminGroup: 'matrix admins',
        }),
        notifications: fc.constantFrom(null, 'https://chat.corp.de', 'https://chat.corp.de:8443'),
        remoteClusters: fc.constant<string[]>(['10.9.0.0/24']),
      },
      { requiredKeys: ['sshKnownHosts'] },
    );
    return fc.record(
      {
        name: word.map((text) => `env-${text}`),
        sample: fc.boolean(),
        scale: fc.constant({ users, ...(availability && { availability }) }),
        slots: fc.record(
          {
            cache: fc.constantFrom('valkey' as const, 'redis' as const),
            certificates: fc.constant('acme-dns01' as const),
            secrets: fc.constant('existing' as const),
          },
          { requiredKeys: [] },
        ),
        hosts,
        argocd,
        gitops,
        cluster: cluster.map((rest) => ({ ...rest, ...cidrs })),
        network,
        ...sections(availability !== 'single'),
        patches: fc.constant({}),
        accept,
      },
      { requiredKeys: ['name', 'scale', 'hosts', 'gitops', 'argocd', 'cluster', 'network'] },
    );
  });
