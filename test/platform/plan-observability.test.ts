import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { makePlan } from '../../generator/platform/make-plan.ts';
import type { Platform } from '../../generator/platform/platform.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../..'));

function platformOf(name: string): Platform {
  const found = environments.find(({ environment }) => environment.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return assemblePlatform(found.environment);
}

const monitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'web', namespace: 'monitoring' },
  spec: {
    namespaceSelector: { matchNames: ['matrix'] },
    selector: { matchLabels: { app: 'web' } },
    podMetricsEndpoints: [{ port: 'metrics' }, { port: 'more' }],
  },
};

function deployment(namespace: string, app: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace },
    spec: { replicas: 3, template: { metadata: { labels: { app } } } },
  };
}

/** Production with these objects and no others. */
function planWith(resources: Platform['apps'][number]['resources']) {
  const platform = platformOf('production');
  const [app] = platform.apps;
  if (app === undefined) throw new Error('no app');
  return makePlan({ ...platform, apps: [{ ...app, resources }] }).observability.metrics.targets;
}

it('counts each pod once for each endpoint, in the namespaces that its monitor names, and four programs of every node', () => {
  const nodes = planWith([]);
  const { nodePools } = platformOf('production').environment.cluster;
  expect(nodes).toBe(4 * Object.values(nodePools).reduce((sum, { count }) => sum + count, 0));
  expect(planWith([monitor, deployment('matrix', 'web')])).toBe(nodes + 6);
  expect(planWith([monitor, deployment('matrix', 'other')])).toBe(nodes);
  expect(planWith([monitor, deployment('monitoring', 'web')])).toBe(nodes);
  const { namespaceSelector: _, ...own } = monitor.spec;
  expect(planWith([{ ...monitor, spec: own } as typeof monitor, deployment('monitoring', 'web')])).toBe(
    nodes + 6,
  );
});

it('says what the volumes hold until it is old', () => {
  const { metrics, logs } = makePlan(platformOf('production')).observability;
  // 30 days, one sample in 30 seconds, two bytes: 172,800 bytes of a series.
  expect(metrics.series).toBe(Math.floor((100 * 2 ** 30 * 0.85) / 172_800));
  expect(logs).toMatchObject({ objectStore: true, daily: null, days: 14 });
  const single = makePlan(platformOf('dev')).observability;
  expect(single.logs).toMatchObject({ objectStore: false, replicas: 1, daily: (10 * 2 ** 30) / 14 });
});
