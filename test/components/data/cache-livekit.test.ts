import { describe, expect, it } from 'vitest';
import { cacheLivekitComponent } from '../../../generator/components/data/cache-livekit/cache-livekit.ts';
import { nodeEndpoint, sentinelAddresses } from '../../../generator/components/data/cache-livekit/names.ts';
import { prometheusEndpoint } from '../../../generator/components/observability/names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { getIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { dev, production } from './environments.ts';

function render(environment: Environment, kind: string): Json {
  const found = cacheLivekitComponent.render(environment).resources.find((object) => object.kind === kind);
  return JSON.parse(JSON.stringify(found ?? null));
}

function fileOf(environment: Environment, name: string): string {
  const file = cacheLivekitComponent.render(environment).configMaps[0]?.files[name];
  if (file === undefined) throw new Error(`no ${name}`);
  return serializeConfigFile(file);
}

const containerNames = (environment: Environment) =>
  (
    getIn(render(environment, 'StatefulSet'), ['spec', 'template', 'spec', 'containers']) as {
      name: string;
    }[]
  ).map(({ name }) => name);

describe('the cache of calls', () => {
  it('has the names that the design gives, one Sentinel per server', () => {
    expect(sentinelAddresses(production())).toEqual(
      [0, 1, 2].map(
        (ordinal) =>
          `redis-livekit-node-${ordinal}.redis-livekit-headless.redis-livekit.svc.cluster.local:26379`,
      ),
    );
    expect(containerNames(production())).toEqual(['server', 'sentinel', 'exporter']);
  });

  it('keeps a Sentinel for a single server: LiveKit asks for the master either way', () => {
    expect(sentinelAddresses(dev())).toHaveLength(1);
    expect(containerNames(dev())).toEqual(['server', 'sentinel', 'exporter']);
    expect(fileOf(dev(), 'start-sentinel.sh')).toContain('sentinel monitor mymaster $master 6379 1');
    expect(fileOf(dev(), 'server.conf')).toContain('min-replicas-to-write 0\n');
    expect(render(dev(), 'PodDisruptionBudget')).toBeNull();
    expect(JSON.stringify(render(dev(), 'StatefulSet'))).not.toContain('preStop');
  });

  it('appends to a file on a volume of the standard class that outlives pods, cache and Application', () => {
    const nodes = render(production(), 'StatefulSet');
    expect(nodes).toMatchObject({
      metadata: {
        annotations: {
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
          'matrix-gitops/backup': expect.stringMatching(/^rebuildable: /),
        },
      },
      spec: {
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: 'standard',
              resources: { requests: { storage: '4Gi' } },
            },
          },
        ],
      },
    });
    const volumes = getIn(nodes, ['spec', 'template', 'spec', 'volumes']) as { name: string }[];
    expect(volumes.map(({ name }) => name)).toEqual(['config', 'run']);
    for (const line of ['appendonly yes', 'appendfsync everysec', 'save ""', 'maxmemory-policy noeviction'])
      expect(fileOf(production(), 'server.conf').split('\n')).toContain(line);
  });

  it('takes a write only with as many replicas as make a majority', () => {
    expect(fileOf(production(), 'server.conf')).toContain('min-replicas-to-write 1\n');
    expect(fileOf(production({ cacheLivekit: { replicas: 5 } }), 'server.conf')).toContain(
      'min-replicas-to-write 2\n',
    );
  });

  it('may take longer to start than a pod with an old copy waits for all others', () => {
    const [server] = getIn(render(production(), 'StatefulSet'), [
      ...['spec', 'template', 'spec', 'containers'],
    ]) as { startupProbe: { periodSeconds: number; failureThreshold: number } }[];
    const { periodSeconds = 0, failureThreshold = 0 } = server?.startupProbe ?? {};
    expect(fileOf(production(), 'start-server.sh')).toContain('patience=$((patience + 90))');
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(5 + 2 * 30 + 90 + 30);
  });

  it('shows the metrics of servers and Sentinels', () => {
    expect(getIn(render(production(), 'PodMonitor'), ['spec', 'podMetricsEndpoints'])).toMatchObject([
      { port: 'metrics', path: '/metrics', relabelings: [{ targetLabel: 'program', replacement: 'server' }] },
      { port: 'metrics', path: '/scrape', params: { target: ['redis://localhost:26379'] } },
    ]);
  });

  it('declares the flows between its pods, and one password', () => {
    const { flows, secrets } = cacheLivekitComponent.render(production());
    expect(flows.map(({ from, to }) => [from, to])).toEqual([
      [prometheusEndpoint, nodeEndpoint],
      [nodeEndpoint, nodeEndpoint],
    ]);
    expect(secrets).toMatchObject([{ name: 'redis-livekit-auth', namespace: 'redis-livekit' }]);
  });
});
