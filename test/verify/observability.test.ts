import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { renderedOf } from '../../generator/verify/rendered.ts';
import { answerGet, type Changes, remove } from './fake-cluster.ts';
import { platformOf, probe, type Wrong } from './fake-platform.ts';

const platform = platformOf('production');
const prometheus = 'http://service.kube-prometheus-stack-prometheus';
const targetsUrl = `${prometheus}/api/v1/targets`;
const queryUrl = `${prometheus}/api/v1/query`;
const grafana = 'http://deployment.grafana/api/health';
const loki = 'http://service.loki/loki/api/v1/query_range';

/** A target for each monitor, and one of the chart. */
const targets: JsonObject[] = [
  ...[...renderedOf(platform, 'PodMonitor'), ...renderedOf(platform, 'ServiceMonitor')].map(
    ({ kind, metadata }) => ({
      scrapePool: `${kind === 'PodMonitor' ? 'podMonitor' : 'serviceMonitor'}/${metadata.namespace}/${metadata.name}/0`,
      scrapeUrl: 'http://10.42.0.9/metrics',
      health: 'up',
      lastError: '',
    }),
  ),
  { scrapePool: 'serviceMonitor/monitoring/chart/0', health: 'up' },
];
const asTargets = (activeTargets: JsonObject[]) => ({ say: { data: { activeTargets } } });

const right: Wrong = {
  [targetsUrl]: asTargets(targets),
  [queryUrl]: { say: { data: { result: [{}] } } },
  [grafana]: { say: { database: 'ok' } },
  [loki]: { say: { data: { result: [{ values: [] }] } } },
};

const judge = (id: string, wrong: Wrong = {}, changes: Changes = {}) =>
  probe(id, { forwarded: { ...right, ...wrong }, kubectl: answerGet(platform, changes) });

describe('metrics, dashboards, logs', () => {
  it.each(['metrics-targets', 'dashboards', 'logs'])('%s passes on a right platform', async (id) => {
    expect(targets.length).toBeGreaterThan(5);
    expect(await judge(id)).toMatchObject({ result: 'pass' });
  });

  it.each<[string, string, Wrong, string, Changes?]>([
    [
      'metrics-targets',
      'a target is down',
      { [targetsUrl]: asTargets([...targets, { scrapePool: 'x', health: 'down', lastError: 'timeout' }]) },
      'timeout',
    ],
    ['metrics-targets', 'a monitor leads nowhere', { [targetsUrl]: asTargets(targets.slice(1)) }, '1 of'],
    [
      'dashboards',
      'one is missing',
      {},
      'matrix-dashboard-calls',
      { configmaps: remove('matrix-dashboard-calls') },
    ],
    ['dashboards', 'Grafana is not well', { [grafana]: { status: 503 } }, 'answers 503'],
    [
      'dashboards',
      'they are empty',
      { [queryUrl]: { say: { data: { result: [] } } } },
      'no panel of matrix-dashboard-overview',
    ],
    ['logs', 'there are none', { [loki]: { say: { data: { result: [] } } } }, 'no line of namespace matrix'],
    ['logs', 'Loki is not well', { [loki]: { status: 500 } }, 'Loki answers 500'],
  ])('%s fails when %s', async (id, _, wrong, says, changes) => {
    expect(await judge(id, wrong, changes)).toMatchObject({
      result: 'fail',
      what: expect.stringContaining(says),
      remedy: expect.stringMatching(/./),
    });
  });
});
