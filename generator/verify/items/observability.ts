import {
  dashboardLabels,
  lokiName,
  namespace,
  ports,
  prometheusName,
} from '../../components/observability/names.ts';
import { getIn, isObject, listIn, textIn, walkJson } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { VerifyContext } from '../context.ts';
import { jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { CannotCheck, fail, pass } from '../outcome.ts';
import { itemsOf } from '../read-cluster.ts';
import { renderedOf } from '../rendered.ts';

/** Asks a program of the namespace of metrics and logs over a forwarded port. */
async function forwarded<Value>(
  { cluster }: VerifyContext,
  target: string,
  port: number,
  use: (url: string) => Promise<Value>,
): Promise<Value> {
  const answered = await cluster.forward({ namespace, target, port }, use);
  if (!answered.ok) throw new CannotCheck(`kubectl port-forward ${target} in ${namespace}: ${answered.why}`);
  return answered.value;
}

const prometheus = <Value>(context: VerifyContext, use: (url: string) => Promise<Value>) =>
  forwarded(context, `service/${prometheusName}`, ports.prometheus, use);

const metricsTargets: Item = {
  id: 'metrics-targets',
  family: 'observability',
  title: 'Prometheus reads every target',
  proves: 'Every monitor of this environment has led Prometheus to targets, and all of them answer.',
  design: [11],
  probe: (context) =>
    prometheus(context, async (url) => {
      const answer = await context.ask(`${url}/api/v1/targets?state=active`, { limit: 64 * 2 ** 20 });
      const targets = listIn(jsonOf(answer) as Json | undefined, 'data', 'activeTargets');
      const pools = new Set(targets.map((target) => textIn(target, 'scrapePool') ?? ''));
      const monitors = ['PodMonitor', 'ServiceMonitor'].flatMap((kind) =>
        renderedOf(context.platform, kind).map(({ metadata }) =>
          [`${kind.charAt(0).toLowerCase()}${kind.slice(1)}`, metadata.namespace, metadata.name].join('/'),
        ),
      );
      const without = monitors.filter(
        (monitor) => ![...pools].some((pool) => pool.startsWith(`${monitor}/`)),
      );
      if (without.length > 0)
        return fail(
          `${without.length} of ${monitors.length} monitors have no target: ${without.join(', ')}`,
          'see Status, Service Discovery in Prometheus: the pods are missing, or their labels or ports differ',
        );
      const down = targets.filter((target) => textIn(target, 'health') !== 'up');
      if (down.length > 0)
        return fail(
          `${down.length} of ${targets.length} targets do not answer: ${down.slice(0, 3).map(describeTarget).join('; ')}`,
          'see the pods behind them, and whether a NetworkPolicy lets Prometheus in',
        );
      return pass(`${targets.length} targets of ${pools.size} jobs`);
    }),
};

function describeTarget(target: Json): string {
  return `${textIn(target, 'scrapePool')} ${textIn(target, 'scrapeUrl')} (${textIn(target, 'lastError') || 'not asked yet'})`;
}

const dashboards: Item = {
  id: 'dashboards',
  family: 'observability',
  title: 'Dashboards show something',
  proves: 'Grafana runs, has every dashboard of this environment, and each has at least one panel with data.',
  design: [12],
  probe: async (context) => {
    const [[key, value] = ['', '']] = Object.entries(dashboardLabels);
    const pages = context.platform.apps
      .flatMap(({ configMaps }) => configMaps)
      .filter(({ labels }) => labels[key] === value);
    const there = await itemsOf(
      context,
      'configmaps',
      '--namespace',
      namespace,
      '--selector',
      `${key}=${value}`,
    );
    const names = there.map((one) => textIn(one, 'metadata', 'name'));
    const missing = pages.filter(({ name }) => !names.includes(name));
    if (missing.length > 0)
      return fail(
        `${missing.length} of ${pages.length} dashboards are not in the cluster: ${missing.map(({ name }) => name).join(', ')}`,
        'sync the app dashboards',
      );
    const health = await forwarded(context, 'deployment/grafana', ports.grafana, (url) =>
      context.ask(`${url}/api/health`),
    );
    if (health.status !== 200)
      return fail(
        `Grafana answers ${health.status} on /api/health`,
        `kubectl logs -n ${namespace} deployment/grafana`,
      );
    const empty = await prometheus(context, async (url) => {
      const found = await Promise.all(
        pages.map(async ({ name, files }) =>
          (await hasData(context, url, Object.values(files))) ? [] : [name],
        ),
      );
      return found.flat();
    });
    if (empty.length > 0)
      return fail(
        `no panel of ${empty.join(', ')} has data`,
        'Prometheus does not have these metrics: see item metrics-targets',
      );
    return pass(`${pages.length} dashboards`);
  },
};

/** True once one query of a page has a result. */
async function hasData({ ask }: VerifyContext, url: string, files: readonly unknown[]): Promise<boolean> {
  const queries: string[] = [];
  for (const file of files)
    walkJson(file as Json, (value) => {
      const expression = isObject(value) ? value['expr'] : undefined;
      if (typeof expression === 'string') queries.push(expression);
    });
  for (const query of queries) {
    // Grafana fills in the window; any window of a few scrapes will do here.
    const text = query.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
    const answer = await ask(`${url}/api/v1/query?${new URLSearchParams({ query: text })}`);
    if (listIn(jsonOf(answer) as Json | undefined, 'data', 'result').length > 0) return true;
  }
  return false;
}

/** Minutes within which Synapse must have written a line. */
const logWindow = 15;

const logs: Item = {
  id: 'logs',
  family: 'observability',
  title: 'Loki receives logs',
  proves: `A collector has sent lines of Synapse's namespace within the last ${logWindow} minutes, and Loki finds them.`,
  design: [13],
  probe: (context) => {
    const ofSynapse = context.platform.apps.find(({ component }) => component === 'synapse')?.namespace ?? '';
    return forwarded(context, `service/${lokiName}`, ports.loki, async (url) => {
      const now = context.now().getTime();
      const query = new URLSearchParams({
        query: `{namespace="${ofSynapse}"}`,
        limit: '1',
        start: `${now - logWindow * 60_000}000000`,
        end: `${now}000000`,
      });
      const answer = await context.ask(`${url}/loki/api/v1/query_range?${query}`);
      if (answer.status !== 200)
        return fail(`Loki answers ${answer.status}`, `kubectl logs -n ${namespace} statefulset/${lokiName}`);
      const result = getIn(jsonOf(answer) as Json | undefined, ['data', 'result']);
      if (!Array.isArray(result) || result.length === 0)
        return fail(
          `Loki has no line of namespace ${ofSynapse} from the last ${logWindow} minutes`,
          `see the log of the collector: kubectl logs -n ${namespace} daemonset/${context.environment.slots.logCollector}`,
        );
      return pass(`lines of the last ${logWindow} minutes`);
    });
  },
};

/** Metrics, dashboards, logs. */
export const observabilityItems: readonly Item[] = [metricsTargets, dashboards, logs];
