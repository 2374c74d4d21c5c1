import { isObject, listIn } from '../../../generator/kubernetes/json.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { edit, editFile, type MutationCase } from './mutate.ts';

/** Changes one alert of a PrometheusRule. */
function editAlert(name: string, alert: string, change: (rule: JsonObject) => void) {
  return edit('PrometheusRule', name, (object) => {
    const rules = listIn(object, 'spec', 'groups', 0, 'rules');
    const rule = rules.find((candidate) => isObject(candidate) && candidate['alert'] === alert);
    if (!isObject(rule)) throw new Error(`there is no ${alert}`);
    change(rule);
  });
}

export const cases: readonly MutationCase[] = [
  {
    rule: 'observability/metric-names',
    what: 'an alert about a metric of another exporter',
    mutate: editAlert('matrix-caches', 'CacheMemoryNearLimit', (rule) => {
      rule['expr'] = 'valkey_memory_used_bytes > 1';
    }),
  },
  {
    rule: 'observability/metric-names',
    what: 'an alert matches a label that the pooler does not have',
    mutate: editAlert('matrix-database', 'PoolerClientsWait', (rule) => {
      rule['expr'] = 'cnpg_pgbouncer_pools_cl_waiting{datname="synapse"} > 0';
    }),
  },
  {
    rule: 'observability/metric-names',
    what: 'a panel asks for a series that no rule records',
    mutate: editFile('ConfigMap', 'matrix-dashboard-overview', 'matrix-overview.json', (text) =>
      text.replace('platform:synapse_server_errors:ratio5m', 'platform:synapse_errors:ratio5m'),
    ),
  },
  {
    rule: 'observability/runbook',
    what: 'an alert names a page that does not exist',
    mutate: editAlert('matrix-router', 'RouterPoolDown', (rule) => {
      rule['annotations'] = { runbook_url: 'https://git.example.org/x/docs/runbooks/pool-down.md' };
    }),
  },
  {
    rule: 'observability/runbook',
    what: 'an alert names no page',
    mutate: editAlert('matrix-router', 'RouterQueueing', (rule) => {
      rule['annotations'] = {};
    }),
  },
];
