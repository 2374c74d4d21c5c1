import { describe, expect, it } from 'vitest';
import { cacheSynapseComponent } from '../../../../generator/components/data/cache-synapse/cache-synapse.ts';
import {
  masterEndpoint,
  nodeEndpoint,
  proxyEndpoint,
} from '../../../../generator/components/data/cache-synapse/names.ts';
import { prometheusEndpoint } from '../../../../generator/components/observability/names.ts';
import type { Environment } from '../../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../../generator/formats/serialize-config-file.ts';
import { getIn } from '../../../../generator/kubernetes/json.ts';
import type { Json } from '../../../../generator/kubernetes/object.ts';
import { images } from '../../../../generator/versions.ts';
import { dev, production } from '../environments.ts';

const redis = production({ slots: { cache: 'redis' } });

function render(environment: Environment, kind: string, name?: string): Json {
  const found = cacheSynapseComponent
    .render(environment)
    .resources.find(
      (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
    );
  return JSON.parse(JSON.stringify(found ?? null));
}

function fileOf(environment: Environment, name: string): string {
  const files = Object.assign(
    {},
    ...cacheSynapseComponent.render(environment).configMaps.map(({ files }) => files),
  );
  const file = files[name];
  if (file === undefined) throw new Error(`no ${name}`);
  return serializeConfigFile(file);
}

const pod = ['spec', 'template', 'spec'];
const containersOf = (workload: Json) =>
  getIn(workload, [...pod, 'containers']) as { name: string; image: string }[];

describe('servers', () => {
  it('are three, each with a Sentinel, on nodes of their own', () => {
    const nodes = render(production(), 'StatefulSet');
    expect(nodes).toMatchObject({
      metadata: { name: 'redis-synapse-node', namespace: 'redis-synapse' },
      spec: { replicas: 3, serviceName: 'redis-synapse-headless', podManagementPolicy: 'Parallel' },
    });
    expect(containersOf(nodes).map(({ name }) => name)).toEqual(['server', 'sentinel', 'exporter']);
    expect(getIn(nodes, pod)).toMatchObject({
      automountServiceAccountToken: false,
      priorityClassName: 'matrix-data',
      nodeSelector: { 'node-role.kubernetes.io/redis': '' },
      securityContext: { runAsUser: 999, runAsNonRoot: true },
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
        },
      },
    });
  });

  it('have names in DNS before they are ready', () => {
    expect(getIn(render(production(), 'Service', 'redis-synapse-headless'), ['spec'])).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  it('may take longer to start than the last one waits for all others', () => {
    const probe = getIn(render(production(), 'StatefulSet'), [...pod, 'containers', 0, 'startupProbe']);
    const { periodSeconds, failureThreshold } = probe as { periodSeconds: number; failureThreshold: number };
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(5 + 2 * 30 + 30);
  });

  it('are named after the slot in image and programs, and in nothing that cannot change', () => {
    for (const [environment, family] of [
      [production(), 'valkey'],
      [redis, 'redis'],
    ] as const) {
      const nodes = render(environment, 'StatefulSet');
      expect(containersOf(nodes)[0]?.image).toBe(`${images[family].repository}:${images[family].tag}`);
      expect(fileOf(environment, 'common.sh')).toContain(`cli=${family}-cli\nserver=${family}-server\n`);
      expect(JSON.stringify(nodes)).toContain(`${family}-cli -p 6379 ping`);
    }
    const selectorOf = (environment: Environment) =>
      getIn(render(environment, 'StatefulSet'), ['spec', 'selector']);
    expect(selectorOf(production())).toEqual(selectorOf(redis));
  });

  it('keep nothing on disk, evict nothing and take their memory from the environment', () => {
    const config = fileOf(production(), 'server.conf');
    expect(config.split('\n')).toEqual(
      expect.arrayContaining([
        'save ""',
        'appendonly no',
        'maxmemory-policy noeviction',
        'maxmemory 1073741824',
      ]),
    );
  });
});

describe('Sentinels', () => {
  it('agree by majority and speak of host names', () => {
    expect(fileOf(production(), 'start-sentinel.sh')).toContain('sentinel monitor mymaster $master 6379 2');
    expect(fileOf(production({ cacheSynapse: { replicas: 5 } }), 'start-sentinel.sh')).toContain(
      'sentinel monitor mymaster $master 6379 3',
    );
    expect(fileOf(production(), 'sentinel.conf').split('\n')).toEqual(
      expect.arrayContaining([
        'sentinel resolve-hostnames yes',
        'sentinel announce-hostnames yes',
        'sentinel down-after-milliseconds mymaster 5000',
      ]),
    );
  });

  it('have an identity that survives their pod', () => {
    expect(fileOf(production(), 'start-sentinel.sh')).toContain(
      'sentinel myid $(printf %s "$POD_NAME" | sha1sum',
    );
  });
});

describe('proxies', () => {
  const config = fileOf(production(), 'haproxy.cfg');

  it('are two behind redis-synapse-master, on different nodes', () => {
    expect(render(production(), 'Deployment')).toMatchObject({
      metadata: { name: 'redis-synapse-master' },
      spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
    });
    expect(getIn(render(production(), 'Deployment'), [...pod, 'affinity'])).toBeDefined();
    expect(getIn(render(production(), 'Service', 'redis-synapse-master'), ['spec', 'selector'])).toEqual(
      getIn(render(production(), 'Deployment'), ['spec', 'selector', 'matchLabels']),
    );
  });

  it('ask every server for its role, and let clients in only while one is master', () => {
    for (const line of [
      `tcp-check send "AUTH \${REDIS_PASSWORD}\\r\\n" comment auth`,
      'tcp-check expect string role:master',
      'tcp-request connection reject unless { nbsrv(master) eq 1 }',
      'server redis-synapse-node-2 redis-synapse-node-2.redis-synapse-headless.redis-synapse.svc.cluster.local:6379',
    ])
      expect(config).toContain(`    ${line}\n`);
    expect(config).toMatch(/default-server .*init-state down on-marked-down shutdown-sessions/);
  });

  it('keep idle subscriptions for longer than the 30 seconds between pings', () => {
    expect(config).toContain('timeout client 1h');
    expect(config).toContain('timeout server 1h');
  });

  it('listen to both families where pods have IPv6', () => {
    const { cluster, ...rest } = production();
    const ipv6 = { ...rest, cluster: { ...cluster, podCidrs: ['fd00:42::/48'] } };
    expect(config).toContain('bind *:6379\n');
    expect(fileOf(ipv6, 'haproxy.cfg')).toContain('bind :::6379 v4v6\n');
    expect(fileOf(ipv6, 'haproxy.cfg')).toContain('resolve-prefer ipv6');
  });
});

describe('a single server', () => {
  it('stands behind the same name, without Sentinel, proxy or budget', () => {
    const output = cacheSynapseComponent.render(dev());
    expect(output.resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ServiceAccount redis-synapse',
      'Service redis-synapse-headless',
      'StatefulSet redis-synapse-node',
      'PodMonitor redis-synapse-node',
      'Service redis-synapse-master',
    ]);
    expect(containersOf(render(dev(), 'StatefulSet')).map(({ name }) => name)).toEqual([
      'server',
      'exporter',
    ]);
    expect(getIn(render(dev(), 'Service', 'redis-synapse-master'), ['spec', 'selector'])).toEqual(
      getIn(render(dev(), 'StatefulSet'), ['spec', 'selector', 'matchLabels']),
    );
    expect(output.flows.map(({ from, to }) => [from, to])).toEqual([[prometheusEndpoint, nodeEndpoint]]);
    expect(fileOf(dev(), 'start-server.sh')).toContain('patience=0\n');
  });
});

describe('every pod', () => {
  it.each([
    ['production', production()],
    ['dev', dev()],
  ])('of %s is restricted and mounts no token', (_, environment) => {
    for (const kind of ['StatefulSet', 'Deployment']) {
      const workload = render(environment, kind);
      if (workload === null) continue;
      for (const container of containersOf(workload))
        expect(container).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: { requests: { cpu: expect.any(String) }, limits: { memory: expect.any(String) } },
        });
    }
  });

  it('may be away one at a time', () => {
    for (const name of ['redis-synapse-node', 'redis-synapse-master'])
      expect(getIn(render(production(), 'PodDisruptionBudget', name), ['spec', 'maxUnavailable'])).toBe(1);
  });
});

it('takes the password from one Secret by reference, never by value', () => {
  const { secrets, resources } = cacheSynapseComponent.render(production());
  expect(secrets).toMatchObject([
    {
      name: 'redis-synapse-auth',
      namespace: 'redis-synapse',
      keys: { password: { kind: 'random', length: 32 } },
    },
  ]);
  const references = JSON.stringify(resources).match(/"secretKeyRef":\{"name":"([^"]*)","key":"([^"]*)"/g);
  expect(references).toHaveLength(4);
  expect(new Set(references).size).toBe(1);
});

it('declares the flows between servers, Sentinels and proxies', () => {
  const { flows } = cacheSynapseComponent.render(production());
  expect(flows.map(({ from, to, ports }) => [from, to, ports.map(({ port }) => port)])).toEqual([
    [prometheusEndpoint, nodeEndpoint, [9121]],
    [nodeEndpoint, nodeEndpoint, [6379, 26379]],
    [proxyEndpoint, nodeEndpoint, [6379]],
    [prometheusEndpoint, proxyEndpoint, [8405]],
  ]);
  expect(masterEndpoint(production())).toEqual(proxyEndpoint);
  expect(masterEndpoint(dev())).toEqual(nodeEndpoint);
});
