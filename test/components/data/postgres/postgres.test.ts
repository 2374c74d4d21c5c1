import { describe, expect, it } from 'vitest';
import { budgetConnections } from '../../../../generator/components/data/postgres/connection-budget.ts';
import { postgresComponent } from '../../../../generator/components/data/postgres/postgres.ts';
import type { Environment } from '../../../../generator/environment/environment.ts';
import { getIn } from '../../../../generator/kubernetes/json.ts';
import type { Json } from '../../../../generator/kubernetes/object.ts';
import { dev, production } from '../environments.ts';

const backup = {
  destination: 's3://example-backup/synapse-db',
  endpoint: 'https://s3.backup.example.org:9000',
};
const withBackup = production({ postgres: { backup } });

function render(environment: Environment, kind: string): Json {
  const found = postgresComponent.render(environment).resources.find((object) => object.kind === kind);
  return JSON.parse(JSON.stringify(found ?? null));
}

describe('Cluster', () => {
  it('is three instances on nodes of their own in production, each commit on two of them', () => {
    expect(render(production(), 'Cluster')).toMatchObject({
      metadata: {
        name: 'synapse-db',
        namespace: 'matrix',
        annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
      },
      spec: {
        instances: 3,
        postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'required' } },
        affinity: {
          podAntiAffinityType: 'required',
          topologyKey: 'kubernetes.io/hostname',
          nodeSelector: { 'node-role.kubernetes.io/database': '' },
          tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
        },
        storage: { size: '500Gi', storageClass: 'local-nvme' },
        walStorage: { size: '100Gi', storageClass: 'local-nvme' },
        resources: { requests: { cpu: '12', memory: '56Gi' }, limits: { memory: '56Gi' } },
        switchoverDelay: 300,
        primaryUpdateMethod: 'switchover',
        primaryUpdateStrategy: 'unsupervised',
        enableSuperuserAccess: false,
        enablePDB: true,
        priorityClassName: 'matrix-data',
      },
    });
  });

  it('leaves start and stop delays to the operator', () => {
    const spec = getIn(render(production(), 'Cluster'), ['spec']);
    expect(spec).not.toHaveProperty('startDelay');
    expect(spec).not.toHaveProperty('stopDelay');
  });

  it('creates the database as Synapse wants it', () => {
    expect(getIn(render(dev(), 'Cluster'), ['spec', 'bootstrap', 'initdb'])).toEqual({
      database: 'synapse',
      owner: 'synapse',
      secret: { name: 'synapse-db-user' },
      encoding: 'UTF8',
      localeCollate: 'C',
      localeCType: 'C',
      dataChecksums: true,
    });
  });

  it('waits for a standby only as strictly as the number of instances allows', () => {
    const durability = (instances: number) =>
      getIn(render(production({ postgres: { instances } }), 'Cluster'), [
        'spec',
        'postgresql',
        'synchronous',
      ]);
    expect(durability(1)).toBeUndefined();
    expect(durability(2)).toMatchObject({ dataDurability: 'preferred' });
    expect(durability(5)).toMatchObject({ dataDurability: 'required' });
  });

  it('lets a single instance be restarted and its node be drained', () => {
    expect(render(dev(), 'Cluster')).toMatchObject({
      spec: { instances: 1, primaryUpdateMethod: 'restart', enablePDB: false },
    });
  });

  it('puts the names of the pooler into the server certificate, and its own where the cluster domain differs', () => {
    const names = (environment: Environment) =>
      getIn(render(environment, 'Cluster'), ['spec', 'certificates', 'serverAltDNSNames']);
    expect(names(production())).toEqual([
      'synapse-pooler-rw',
      'synapse-pooler-rw.matrix',
      'synapse-pooler-rw.matrix.svc',
      'synapse-pooler-rw.matrix.svc.cluster.local',
    ]);
    const other = production();
    expect(names({ ...other, cluster: { ...other.cluster, dnsDomain: 'k8s.example.org' } })).toEqual(
      expect.arrayContaining([
        'synapse-pooler-rw.matrix.svc.k8s.example.org',
        'synapse-db-rw.matrix.svc.k8s.example.org',
      ]),
    );
  });
});

describe('Pooler', () => {
  it('is three pods in session mode, never two on one node, replaced one by one', () => {
    const { workers, jobs, pooler } = budgetConnections(production());
    expect(render(production(), 'Pooler')).toMatchObject({
      metadata: { name: 'synapse-pooler-rw', namespace: 'matrix' },
      spec: {
        cluster: { name: 'synapse-db' },
        instances: 3,
        type: 'rw',
        pgbouncer: {
          poolMode: 'session',
          parameters: {
            // The formula of the platform, on what the catalogue adds up to.
            default_pool_size: String(Math.ceil(((workers.connections + jobs) / 2) * 1.25)),
            max_db_connections: String(pooler.databaseConnections),
            max_client_conn: String(2 * (workers.connections + jobs)),
            client_tls_sslmode: 'require',
          },
        },
        deploymentStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        template: {
          spec: {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: { matchLabels: { 'cnpg.io/poolerName': 'synapse-pooler-rw' } } },
                ],
              },
            },
          },
        },
      },
    });
    expect(getIn(render(production(), 'PodDisruptionBudget'), ['spec'])).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { 'cnpg.io/poolerName': 'synapse-pooler-rw' } },
    });
  });

  it('is one pod without a budget in dev', () => {
    expect(render(dev(), 'Pooler')).toMatchObject({
      spec: { instances: 1, deploymentStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    });
    expect(render(dev(), 'PodDisruptionBudget')).toBeNull();
  });

  it('sets only what CloudNativePG lets through', () => {
    // The part of the list in v1.30.0 internal/webhook/v1/pooler_webhook.go that is used here.
    const allowed = new Set([
      ...['default_pool_size', 'reserve_pool_size', 'reserve_pool_timeout', 'max_db_connections'],
      ...['max_client_conn', 'query_wait_timeout', 'server_login_retry', 'client_tls_sslmode'],
      ...['tcp_keepalive', 'tcp_keepidle', 'tcp_keepintvl', 'tcp_keepcnt', 'tcp_user_timeout'],
    ]);
    const parameters = getIn(render(production(), 'Pooler'), ['spec', 'pgbouncer', 'parameters']) ?? {};
    expect(Object.keys(parameters).filter((name) => !allowed.has(name))).toEqual([]);
    expect(Object.values(parameters).every((value) => typeof value === 'string')).toBe(true);
  });
});

describe('backup', () => {
  it('is absent until the environment names a store', () => {
    const output = postgresComponent.render(production());
    expect(output.resources.map(({ kind }) => kind)).not.toContain('ObjectStore');
    expect(output.resources.map(({ kind }) => kind)).not.toContain('ScheduledBackup');
    expect(output.secrets.map(({ name }) => name)).toEqual(['synapse-db-user']);
    expect(getIn(render(production(), 'Cluster'), ['spec', 'plugins'])).toBeUndefined();
  });

  it('archives through the plugin, and backs up by the clock once the Cluster is there', () => {
    expect(getIn(render(withBackup, 'Cluster'), ['spec', 'plugins'])).toEqual([
      {
        name: 'barman-cloud.cloudnative-pg.io',
        isWALArchiver: true,
        parameters: { barmanObjectName: 'synapse-db-backup' },
      },
    ]);
    expect(render(withBackup, 'ScheduledBackup')).toMatchObject({
      metadata: {
        annotations: {
          'argocd.argoproj.io/sync-wave': '1',
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        },
      },
      spec: {
        schedule: '0 0 2 * * *',
        method: 'plugin',
        pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
        backupOwnerReference: 'none',
      },
    });
  });

  it('compresses the log, keeps 30 days and takes its credentials from a Secret that a person provides', () => {
    expect(getIn(render(withBackup, 'ObjectStore'), ['spec'])).toMatchObject({
      configuration: {
        destinationPath: backup.destination,
        endpointURL: backup.endpoint,
        s3Credentials: {
          accessKeyId: { name: 'synapse-db-backup-credentials', key: 'access-key-id' },
          secretAccessKey: { name: 'synapse-db-backup-credentials', key: 'secret-access-key' },
        },
        wal: { compression: 'gzip', maxParallel: 2 },
      },
      retentionPolicy: '30d',
      instanceSidecarConfiguration: {
        env: [
          { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
          { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
        ],
      },
    });
    expect(postgresComponent.render(withBackup).secrets[1]).toMatchObject({
      name: 'synapse-db-backup-credentials',
      keys: { 'access-key-id': { kind: 'provided' }, 'secret-access-key': { kind: 'provided' } },
    });
  });
});

describe('monitors', () => {
  it('tell instances from pooler pods, which carry the label of the cluster too', () => {
    const monitors = postgresComponent
      .render(dev())
      .resources.filter(({ kind }) => kind === 'PodMonitor')
      .map((object) => [
        object.metadata.name,
        getIn(JSON.parse(JSON.stringify(object)), ['spec', 'selector', 'matchLabels']),
      ]);
    expect(monitors).toEqual([
      ['synapse-db', { 'cnpg.io/cluster': 'synapse-db', 'cnpg.io/podRole': 'instance' }],
      ['synapse-pooler-rw', { 'cnpg.io/poolerName': 'synapse-pooler-rw' }],
    ]);
  });
});

describe('flows', () => {
  const lines = (environment: Environment) =>
    postgresComponent.render(environment).flows.map(({ from, to, ports }) => {
      const end = (endpoint: typeof from) =>
        endpoint.kind === 'pods' ? `${endpoint.namespace}/${Object.values(endpoint.labels)}` : endpoint.kind;
      return `${end(from)} -> ${end(to)} ${ports.map(({ port }) => port)}`;
    });

  it('are those of CloudNativePG', () => {
    expect(lines(production())).toEqual([
      'matrix/synapse-db,database -> matrix/synapse-db,database 5432,8000',
      'cnpg-system/cloudnative-pg -> matrix/synapse-db,database 5432,8000',
      'matrix/synapse-db,database -> kube-apiserver ',
      'matrix/synapse-pooler-rw -> matrix/synapse-db,database 5432',
      'matrix/synapse-pooler-rw -> kube-apiserver ',
      'monitoring/prometheus,kube-prometheus-stack-prometheus -> matrix/synapse-db,database 9187',
      'monitoring/prometheus,kube-prometheus-stack-prometheus -> matrix/synapse-pooler-rw 9127',
    ]);
  });

  it('reach the backup store on its port, but no pod and no Service', () => {
    expect(postgresComponent.render(withBackup).flows.at(-1)).toMatchObject({
      to: { kind: 'cidrs', cidrs: ['0.0.0.0/0', '::/0'], except: ['10.42.0.0/16', '10.43.0.0/16'] },
      ports: [{ port: 9000, protocol: 'TCP' }],
    });
    for (const [endpoint, port] of [
      ['https://s3.example.org', 443],
      ['http://s3.example.org', 80],
    ] as const) {
      const flows = postgresComponent.render(
        production({ postgres: { backup: { ...backup, endpoint } } }),
      ).flows;
      expect(flows.at(-1)?.ports).toEqual([{ port, protocol: 'TCP' }]);
    }
  });
});
