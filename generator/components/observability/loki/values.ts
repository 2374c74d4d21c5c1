import type { Environment } from '../../../environment/environment.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { estimateLogs } from '../../../metrics/log-volume.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { buckets, objectStoreFor, objectStoreSecret } from '../../data/object-store/names.ts';
import { mountTrustedCa } from '../../platform/certificates/names.ts';
import { lokiName } from '../names.ts';

/** True where chunks go to the object store; a single Loki keeps them on its volume. */
export function usesObjectStore({ observability }: Environment): boolean {
  return observability.loki.replicas > 1;
}

/**
 * The values of chart loki that we set; each was seen to change what `helm template` of 18.11.0 renders. The three replicas are on the
 * storage pool: two of three must take every line, and the infrastructure pool may have only two nodes.
 */
export function makeValues(environment: Environment): JsonObject {
  const { replicas, storage, resources } = environment.observability.loki;
  const ca = mountTrustedCa(environment);
  return {
    fullnameOverride: lokiName,
    deploymentMode: 'Monolithic',
    global: { clusterDomain: environment.cluster.dnsDomain },
    loki: makeLokiConfig(environment),
    singleBinary: {
      replicas,
      resources: containerResources(resources),
      priorityClassName: priorityClasses.standard.name,
      ...placementFor(environment, 'storage'),
      // A budget for one could only forbid every drain.
      podDisruptionBudget: replicas > 1 ? { maxUnavailable: 1 } : { enabled: false },
      persistence: { size: storage, storageClass: environment.cluster.storageClasses.standard },
      extraEnv: [...(usesObjectStore(environment) ? credentials : []), ...ca.env],
      extraVolumes: ca.volumes,
      extraVolumeMounts: ca.volumeMounts,
      // The last chunks are written to the store before it ends.
      terminationGracePeriodSeconds: 300,
    },
    // The parts of the other mode, which the chart has on by default and refuses beside this one.
    write: { replicas: 0 },
    read: { replicas: 0 },
    backend: { replicas: 0 },
    // Nobody keeps rules in Loki, and nothing else in it asks the API server.
    sidecar: { rules: { enabled: false } },
    defaults: { automountServiceAccountToken: false, statefulSetRecreateJob: { patchPVC: false } },
    // Collectors and Grafana speak to Loki itself: there is one kind of process and one tenant.
    gateway: { enabled: false },
    // 8 GiB and 1 GiB of memcached by default; the store is near.
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    // Pods on every node that write test lines, and a test that needs them.
    lokiCanary: { enabled: false },
    test: { enabled: false },
  };
}

/** Credentials of the object store; the client reads these variables when its configuration names no key. */
const credentials: Json[] = (() => {
  const { name, accessKeyId, secretAccessKey } = objectStoreSecret('loki');
  return [accessKeyId, secretAccessKey].map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  }));
})();

function makeLokiConfig(environment: Environment): JsonObject {
  const { replicas, retentionDays } = environment.observability.loki;
  const objectStore = usesObjectStore(environment);
  return {
    auth_enabled: false,
    commonConfig: { path_prefix: '/var/loki', replication_factor: replicas },
    schemaConfig: {
      configs: [
        {
          // The first day with this schema; a new one is added below, never put in its place.
          from: '2026-01-01',
          store: 'tsdb',
          object_store: objectStore ? 's3' : 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage: objectStore ? makeStore(environment) : { type: 'filesystem' },
    limits_config: {
      retention_period: `${retentionDays * 24}h`,
      ...ingestionLimits(environment),
      // What a node collected while Loki was away is still taken.
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      // More series are a label that explodes.
      max_label_names_per_series: 10,
      volume_enabled: true,
    },
    compactor: {
      working_directory: '/var/loki/compactor',
      retention_enabled: true,
      delete_request_store: objectStore ? 's3' : 'filesystem',
    },
    analytics: { reporting_enabled: false },
    server: { log_format: 'json' },
  };
}

/**
 * MB a second that all servers together take, and at once: above that Loki refuses lines. Twice what people cause, since what a node collected
 * while Loki was away comes in together; at least the defaults, 4 and 6, which are for a few hundred users.
 */
function ingestionLimits({ scale, synapse }: Environment): JsonObject {
  const rate = Math.max(4, Math.ceil((2 * estimateLogs(scale.users, synapse.accessLog).rate) / 1e6));
  return { ingestion_rate_mb: rate, ingestion_burst_size_mb: Math.ceil(1.5 * rate) };
}

function makeStore(environment: Environment): JsonObject {
  const { endpoint, region, pathStyle } = objectStoreFor(environment);
  const { protocol, host } = new URL(endpoint);
  return {
    type: 's3',
    bucketNames: { chunks: buckets.loki, ruler: buckets.loki },
    s3: { endpoint: host, region, s3ForcePathStyle: pathStyle, insecure: protocol === 'http:' },
  };
}
