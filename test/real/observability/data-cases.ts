import type { MakeCases } from './alert-case.ts';

const bus = 'namespace="redis-synapse",program="server"';
const node = (ordinal: number) => `${bus},pod="redis-synapse-node-${ordinal}"`;
const quorum = (ordinal: number) =>
  `redis_sentinel_master_ckquorum_status{namespace="redis-livekit",program="sentinel",pod="redis-livekit-node-${ordinal}",master_name="mymaster"}`;
const server = 'pod="minio-0",namespace="minio"';
const mediaBackup = 'kube_cronjob_status_last_successful_time{namespace="minio",cronjob="media-backup"}';
const requests = (name: string) => `minio_s3_${name}{${server},server="minio-0:9000",api="putobject"}`;

export const makeDataCases: MakeCases = () => [
  {
    alert: 'CacheMasterMissing',
    at: '5m',
    fires: {
      [`redis_up{${node(0)}}`]: '1x10',
      [`redis_up{${node(1)}}`]: '1x10',
      [`redis_instance_info{${node(0)},role="slave"}`]: '1x10',
      [`redis_instance_info{${node(1)},role="slave"}`]: '1x10',
    },
    labels: { namespace: 'redis-synapse' },
    summary: 'None of the 2 servers in redis-synapse is the master',
    quiet: [
      {
        [`redis_up{${node(0)}}`]: '1x10',
        [`redis_up{${node(1)}}`]: '1x10',
        [`redis_instance_info{${node(0)},role="master"}`]: '1x10',
        [`redis_instance_info{${node(1)},role="slave"}`]: '1x10',
      },
    ],
  },
  {
    alert: 'CacheSentinelMajorityLost',
    at: '10m',
    fires: { [quorum(0)]: '1x4 0x20', [quorum(1)]: '1x20' },
    labels: { namespace: 'redis-livekit' },
    summary: 'The Sentinels in redis-livekit cannot agree: a lost master would not be replaced',
    quiet: [{ [quorum(0)]: '1x20', [quorum(1)]: '1x20', [quorum(2)]: '1x20' }],
  },
  {
    alert: 'CacheReplicaMissing',
    at: '20m',
    fires: { [`redis_connected_slaves{${node(0)}}`]: '1x30', [`redis_connected_slaves{${node(1)}}`]: '0x30' },
    labels: { namespace: 'redis-synapse' },
    summary: 'Only 1 replicas follow the master in redis-synapse',
    quiet: [
      { [`redis_connected_slaves{${node(0)}}`]: '2x30', [`redis_connected_slaves{${node(1)}}`]: '0x30' },
    ],
  },
  {
    alert: 'CacheMemoryNearLimit',
    at: '20m',
    fires: {
      [`redis_memory_used_bytes{${node(0)}}`]: '95x30',
      [`redis_memory_max_bytes{${node(0)}}`]: '100x30',
    },
    labels: { namespace: 'redis-synapse', program: 'server', pod: 'redis-synapse-node-0' },
    summary: 'redis-synapse-node-0 in redis-synapse uses 95% of its memory',
    quiet: [
      {
        [`redis_memory_used_bytes{${node(0)}}`]: '40x30',
        [`redis_memory_max_bytes{${node(0)}}`]: '100x30',
      },
      // without a limit there is none to reach
      { [`redis_memory_used_bytes{${node(0)}}`]: '95x30', [`redis_memory_max_bytes{${node(0)}}`]: '0x30' },
    ],
  },
  {
    alert: 'ObjectStoreDrivesOffline',
    at: '10m',
    fires: { [`minio_cluster_drive_offline_total{${server}}`]: '1x20' },
    labels: {},
    summary: '1 drives of the object store are offline',
    quiet: [{ [`minio_cluster_drive_offline_total{${server}}`]: '0x20' }],
  },
  {
    alert: 'ObjectStoreUnhealthy',
    at: '10m',
    fires: { [`minio_cluster_health_status{${server}}`]: '0x20' },
    labels: {},
    summary: 'The object store has too few drives to take writes',
    quiet: [{ [`minio_cluster_health_status{${server}}`]: '1x20' }],
  },
  {
    alert: 'ObjectStoreFilling',
    at: '60m',
    fires: {
      [`minio_cluster_capacity_usable_free_bytes{${server}}`]: '10x90',
      [`minio_cluster_capacity_usable_total_bytes{${server}}`]: '100x90',
    },
    labels: {},
    summary: 'The object store has 10% left',
    quiet: [
      {
        [`minio_cluster_capacity_usable_free_bytes{${server}}`]: '50x90',
        [`minio_cluster_capacity_usable_total_bytes{${server}}`]: '100x90',
      },
    ],
  },
  {
    alert: 'ObjectStoreErrors',
    at: '30m',
    fires: { [requests('requests_total')]: '0+100x40', [requests('requests_5xx_errors_total')]: '0+10x40' },
    labels: {},
    summary: '10% of the requests to the object store fail',
    quiet: [{ [requests('requests_total')]: '0+1000x40', [requests('requests_5xx_errors_total')]: '0+1x40' }],
  },
  {
    alert: 'MediaBackupOld',
    at: '40h',
    step: '15m',
    fires: { [mediaBackup]: '0x200' },
    labels: {},
    summary: 'The copy of the media last succeeded 1d 16h 0m 0s ago; 36 hours are allowed',
    quiet: [{ [mediaBackup]: '100000x200' }],
  },
];
