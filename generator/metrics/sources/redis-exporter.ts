import { counters, gauges, type MetricSource } from '../metric.ts';

const master = ['master_name', 'master_address'];

export const redisExporter: MetricSource = {
  program: 'redis_exporter',
  version: 'v1.88.0',
  source: 'oliver006/redis_exporter v1.88.0 exporter/exporter.go, exporter/info.go, exporter/sentinels.go',
  metrics: {
    ...gauges(
      [],
      'redis_up',
      'redis_uptime_in_seconds',
      'redis_connected_clients',
      'redis_max_clients',
      'redis_connected_slaves',
      'redis_memory_used_bytes',
      'redis_memory_max_bytes',
      'redis_pubsub_channels',
      'redis_rdb_last_bgsave_status',
    ),
    ...counters(
      [],
      'redis_commands_processed_total',
      'redis_rejected_connections_total',
      'redis_evicted_keys_total',
    ),
    ...gauges(
      ['role', 'redis_version', 'redis_mode', 'maxmemory_policy', 'tcp_port', 'valkey_version'],
      'redis_instance_info',
    ),
    ...gauges(['master_host', 'master_port'], 'redis_master_link_up'),
    ...gauges(['master_name', 'message'], 'redis_sentinel_master_ckquorum_status'),
    ...gauges(
      master,
      'redis_sentinel_master_ok_sentinels',
      'redis_sentinel_master_ok_slaves',
      'redis_sentinel_master_sentinels',
      'redis_sentinel_master_config_epoch',
    ),
    ...gauges([...master, 'master_status'], 'redis_sentinel_master_status'),
  },
};
