import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scrapeSeconds } from '../../generator/components/observability/names.ts';
import type { Environment } from '../../generator/environment/environment.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { compression, logOfRequest } from '../../generator/metrics/log-volume.ts';
import {
  seriesOfMonitor,
  seriesOfScrape,
  seriesOfSynapse,
  seriesOfWorker,
} from '../../generator/metrics/series-of-target.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { countHaproxySeries, countNodeSeries } from '../../generator/platform/estimate-series.ts';
import { makePlan } from '../../generator/platform/make-plan.ts';
import type { ObservabilityPlan } from '../../generator/platform/plan-observability.ts';
import type { Platform } from '../../generator/platform/platform.ts';
import { printPlan } from '../../generator/reports/print-plan.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../..'));

function environmentOf(name: string): Environment {
  const found = environments.find(({ environment }) => environment.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found.environment;
}

const platformOf = (name: string): Platform => assemblePlatform(environmentOf(name));
const planOf = (environment: Environment): ObservabilityPlan =>
  makePlan(assemblePlatform(environment)).observability;

/** An environment with other settings of metrics and logs. */
function changed(
  name: string,
  metrics: Partial<Environment['observability']['prometheus']>,
  logs: Partial<Environment['observability']['loki']> = {},
): Environment {
  const environment = environmentOf(name);
  const { prometheus, loki } = environment.observability;
  return {
    ...environment,
    observability: {
      ...environment.observability,
      prometheus: { ...prometheus, ...metrics },
      loki: { ...loki, ...logs },
    },
  };
}

/** A monitor of coturn's name, since each monitor has a row in the table. */
const monitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'coturn', namespace: 'monitoring' },
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
function planWith(resources: Platform['apps'][number]['resources']): ObservabilityPlan['metrics'] {
  const platform = platformOf('production');
  const [app] = platform.apps;
  if (app === undefined) throw new Error('no app');
  return makePlan({ ...platform, apps: [{ ...app, resources }] }).observability.metrics;
}

const programOf = ({ programs }: ObservabilityPlan['metrics'], name: string) =>
  programs.find(({ program }) => program === name);

describe('targets', () => {
  it('counts each pod once for each endpoint, in the namespaces that its monitor names', () => {
    const without = planWith([]).targets;
    expect(planWith([monitor, deployment('matrix', 'web')]).targets).toBe(without + 6);
    expect(planWith([monitor, deployment('matrix', 'other')]).targets).toBe(without);
    expect(planWith([monitor, deployment('monitoring', 'web')]).targets).toBe(without);
    const { namespaceSelector: _, ...own } = monitor.spec;
    const here = { ...monitor, spec: own } as typeof monitor;
    expect(planWith([here, deployment('monitoring', 'web')]).targets).toBe(without + 6);
  });

  it('counts four programs of every node, and what the stack runs', () => {
    const { metrics } = planOf(environmentOf('production'));
    for (const program of ['kubelet', 'containers (kubelet)', 'probes (kubelet)', 'node-exporter', 'alloy'])
      expect(programOf(metrics, program)?.targets, program).toBe(22);
    expect(programOf(metrics, 'API server')?.targets).toBe(3);
    expect(programOf(metrics, 'prometheus')?.targets).toBe(4);
    expect(programOf(metrics, 'argocd-server')?.targets).toBe(2);
    expect(programOf(metrics, 'alertmanager')).toBeUndefined();
    expect(metrics.targets).toBe(metrics.programs.reduce((sum, { targets }) => sum + targets, 0));
  });

  it('counts Alertmanager and the control plane where they are on', () => {
    const production = environmentOf('production');
    const { metrics } = planOf({
      ...production,
      observability: {
        ...production.observability,
        alertmanager: true,
        controlPlane: ['scheduler', 'kube-proxy'],
      },
    });
    expect(programOf(metrics, 'alertmanager')).toMatchObject({ targets: 4, basis: 'allowance' });
    expect(programOf(metrics, 'scheduler')?.targets).toBe(3);
    expect(programOf(metrics, 'kube-proxy')?.targets).toBe(22);
  });

  it('counts the servers of a store that an operator runs', () => {
    expect(programOf(planOf(environmentOf('design-2025')).metrics, 'minio')?.targets).toBe(8);
    expect(programOf(planOf(environmentOf('airgap')).metrics, 'minio')).toBeUndefined();
  });
});

describe('series', () => {
  it('are those of each target, and five that Prometheus writes about it', () => {
    const one = programOf(planWith([monitor, deployment('matrix', 'web')]), 'coturn');
    const each = (seriesOfMonitor['coturn']?.series ?? 0) + seriesOfScrape.series;
    expect(one).toEqual({ program: 'coturn', targets: 6, series: 6 * each, basis: 'estimated' });
  });

  it('of Synapse are those of its kinds', () => {
    const platform = platformOf('production');
    const pods = platform.apps
      .flatMap(({ resources }) => resources)
      .filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.namespace === 'matrix')
      .map((set) => ({
        series: (seriesOfSynapse[set.metadata.name] ?? seriesOfWorker).series,
        replicas: (set as unknown as { spec: { replicas: number } }).spec.replicas,
      }));
    const wanted = pods.reduce(
      (sum, { series, replicas }) => sum + replicas * (series + seriesOfScrape.series),
      0,
    );
    expect(programOf(makePlan(platform).observability.metrics, 'synapse')?.series).toBe(wanted);
  });

  it('of HAProxy grow with its sections and servers, those of a node with its cores and interfaces', () => {
    const lines = [
      ['mode', 'http'],
      ['server', 'a', '192.0.2.1:80'],
      ['server', 'b', '192.0.2.2:80'],
    ];
    const sections = [
      { heading: 'global', lines: [] },
      { heading: 'frontend public', lines: [] },
      { heading: 'backend one', lines },
    ];
    expect(countHaproxySeries(sections)).toBe(90 + 50 + 100 + 2 * 90);
    expect(countNodeSeries(16, 10)).toBe(500 + 16 * 20 + 10 * 40);
  });

  it('must be known of every monitor', () => {
    const unknown = { ...monitor, metadata: { ...monitor.metadata, name: 'new' } };
    expect(() => planWith([unknown, deployment('matrix', 'web')])).toThrow(
      'Nothing says how many series monitor new reads.',
    );
  });
});

describe('the volumes', () => {
  it.each(environments.map(({ environment }) => [environment.name, environment] as const))(
    'of %s hold what is estimated, or somebody else has the store',
    (name, environment) => {
      const { metrics, logs } = planOf(environment);
      expect(metrics.verdict).toBe('holds');
      expect(logs.verdict).toBe(name === 'airgap' ? 'unknown' : 'holds');
    },
  );

  it('hold so many series for so long', () => {
    const { metrics } = planOf(environmentOf('production'));
    // 30 days, one sample in 30 seconds, two bytes: 172,800 bytes of a series.
    expect(scrapeSeconds).toBe(30);
    expect(metrics.capacity).toBe(Math.floor((100 * 2 ** 30 * 0.85) / 172_800));
  });

  it('do not hold the metrics of a year', () => {
    expect(planOf(changed('production', { retentionDays: 365 })).metrics.verdict).toBe('does not hold');
    expect(planOf(changed('production', { storage: '50Gi' })).metrics.verdict).toBe('does not hold');
  });

  it('hold lines for as long as they are kept where there is no store', () => {
    const { logs } = planOf(environmentOf('dev'));
    const { access, others, router } = logOfRequest;
    const bytes = access.bytes + others.bytes + router.bytes;
    expect(logs.requests).toBeCloseTo(50 * (140 / 300));
    expect(logs.raw).toBeCloseTo(logs.requests * bytes * 86_400);
    expect(logs.volume).toBeCloseTo((logs.raw / compression) * 14);
    expect(logs).toMatchObject({ bucket: null, store: null, aboveMode: false });
    expect(planOf(changed('dev', {}, { storage: '3Gi' })).logs.verdict).toBe('does not hold');
    const dev = environmentOf('dev');
    const quiet = planOf({ ...dev, synapse: { ...dev.synapse, accessLog: false } }).logs;
    expect(quiet.raw).toBeCloseTo(logs.raw - logs.requests * access.bytes * 86_400);
    expect(logs.withoutAccessLog).toBeCloseTo(quiet.raw);
    expect(quiet.withoutAccessLog).toBeNull();
  });

  it('hold what is not in the store yet, and the store the rest, once for each replica', () => {
    const { logs } = planOf(environmentOf('production'));
    expect(logs.bucket).toBeCloseTo(logs.stored * 14 * 3);
    // 16 volumes, 4 of them parity.
    expect(logs.store).toBeCloseTo(12 * 480 * 2 ** 30);
    expect(logs.volume).toBeCloseTo(2 * (logs.stored / 12 + (logs.raw / 86_400) * 300));
    expect(logs.aboveMode).toBe(true);
    expect(planOf(changed('production', {}, { storage: '20Gi' })).logs.verdict).toBe('does not hold');
    expect(planOf(changed('production', {}, { retentionDays: 30 })).logs.verdict).toBe('does not hold');
  });
});

describe('the printed plan', () => {
  const print = (environment: Environment) => printPlan(makePlan(assemblePlatform(environment)), []);

  it('says what is estimated, how it is known, and that it holds', () => {
    const text = print(environmentOf('production'));
    expect(text).toMatch(
      /^metrics +30 +2 x 100Gi +\d+ thousand series at \d+ targets +holds: a volume holds 528/m,
    );
    expect(text).toMatch(/^logs .* lines a day: .* holds: .* of each volume and .* of the object store/m);
    expect(text).toContain('0.47 a second for each user, 9333 in all');
    expect(text).toContain('matrix-org/synapse wiki');
    expect(text).toContain('not counted: PostgreSQL');
    expect(text).toContain('about 20 GB a day');
    expect(text).toMatch(
      /synapse\.accessLog: false leaves the router's line of each request, [\d.]+Gi a day/,
    );
    expect(text).toMatch(/^synapse +\d+ +\d+ +measured with the real program$/m);
    expect(text).toMatch(/^kubelet +22 +\d+ +estimated, not measured$/m);
  });

  it('says what to change where it does not hold', () => {
    const text = print(changed('production', { storage: '50Gi' }, { storage: '20Gi' }));
    expect(text).toMatch(/^metrics .* does not hold: .* observability\.prometheus\.storage must be \d+Gi/m);
    expect(text).toMatch(/^logs .* does not hold: .* observability\.loki\.storage must be 24Gi/m);
    const year = print(changed('production', {}, { retentionDays: 30 }));
    expect(year).toMatch(/^logs .* does not hold: .* objectStore\.volumeSize must be larger/m);
  });

  it('says that nobody knows the size of a store elsewhere', () => {
    expect(print(environmentOf('airgap'))).toContain('of the object store, whose size nobody here knows');
    expect(print(environmentOf('dev'))).not.toContain('about 20 GB a day');
  });
});
