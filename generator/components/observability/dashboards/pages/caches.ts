import { lines, type Page } from '../panel.ts';

/** The bus of Synapse and the cache of calls. */
export const cachesPage: Page = {
  name: 'caches',
  title: 'Matrix: caches',
  rows: [
    {
      title: 'Who is master',
      panels: [
        lines('Masters', 'short', 'Exactly 1 in each namespace.', {
          expr: 'count by (namespace) (redis_instance_info{role="master",program="server"})',
          legend: '{{namespace}}',
        }),
        lines('Replicas of the master', 'short', 'One less than there are servers.', {
          expr: 'max by (namespace) (redis_connected_slaves{program="server"})',
          legend: '{{namespace}}',
        }),
        lines('Sentinels that can agree', 'short', '1 while a majority is reached, seen by each Sentinel.', {
          expr: 'min by (namespace, pod) (redis_sentinel_master_ckquorum_status)',
          legend: '{{pod}}',
        }),
        lines('Failovers', 'short', 'The number of the last election; a step is a change of the master.', {
          expr: 'max by (namespace) (redis_sentinel_master_config_epoch)',
          legend: '{{namespace}}',
        }),
      ],
    },
    {
      title: 'Work',
      panels: [
        lines('Commands', 'ops', 'Commands of each server.', {
          expr: 'sum by (namespace, pod) (rate(redis_commands_processed_total{program="server"}[5m]))',
          legend: '{{pod}}',
        }),
        lines('Clients', 'short', 'Every Synapse process holds two connections to the bus.', {
          expr: 'redis_connected_clients{program="server"}',
          legend: '{{pod}}',
        }),
        lines(
          'Memory',
          'percentunit',
          'Share of what it may use. Nothing is evicted: at 100 % writes are refused.',
          {
            expr: 'redis_memory_used_bytes{program="server"} / (redis_memory_max_bytes{program="server"} > 0)',
            legend: '{{pod}}',
          },
        ),
        lines('Channels', 'short', 'Channels with subscribers; of the bus only.', {
          expr: 'redis_pubsub_channels{program="server",namespace="redis-synapse"}',
          legend: '{{pod}}',
        }),
      ],
    },
  ],
};
