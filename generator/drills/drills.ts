import * as callCache from '../components/data/cache-livekit/names.ts';
import * as busCache from '../components/data/cache-synapse/names.ts';
import * as objectStore from '../components/data/object-store/names.ts';
import { clusterName, namespace as databaseNamespace } from '../components/data/postgres/names.ts';
import {
  ports as cachePorts,
  masterName,
  namesOf,
  programsOf,
  type SentinelCache,
} from '../components/data/sentinel-cache/sentinel-cache.ts';
import { edgeEndpoint, edgeNamespace } from '../components/edge/names.ts';
import { processLabels, namespace as synapseNamespace } from '../components/synapse/labels.ts';
import { activeWorkerKinds, countWorkers } from '../components/synapse/worker-names.ts';
import type { Environment } from '../environment/environment.ts';
import { selectorLabels } from '../kubernetes/labels.ts';
import { cordon, type Drill, type Finding, findByLabels, killPod, uncordon } from './drill.ts';

const postgresPrimary: Drill = {
  name: 'postgres-primary',
  title: 'PostgreSQL loses its primary',
  lost: 'the instance that takes all writes',
  watch: 'messages',
  items: ['pods', 'database'],
  expectedSeconds: 420,
  expected: '5-7min',
  impossible: ({ environment }) => needs(environment.postgres.instances, 2, 'instances of PostgreSQL'),
  find: () => ({
    namespace: databaseNamespace,
    command: [
      ...['get', 'clusters.postgresql.cnpg.io', clusterName, '--namespace', databaseNamespace],
      ...['--output', 'jsonpath={.status.currentPrimary}'],
    ],
    read: (printed) => printed.trim() || undefined,
  }),
  // The node is not cordoned: CloudNativePG would hand over first (v1.30.0 `internal/controller/replicas.go`), which is no failure.
  steps: (target) => [killPod(target)],
  restore: () => [],
};

const busMaster: Drill = {
  name: 'cache-synapse-master',
  title: 'The bus of Synapse loses its master',
  lost: 'the server that all Synapse processes speak through, with its Sentinel and its node',
  watch: 'messages',
  items: ['pods', 'caches'],
  expectedSeconds: 30,
  expected: '10-30s',
  impossible: ({ environment }) => needs(environment.cacheSynapse.replicas, 3, 'servers of the bus'),
  find: ({ environment }) => findMaster(busCache.cache, environment),
  steps: (target) => [cordon(target), killPod(target)],
  restore: (target) => [uncordon(target)],
};

const callMaster: Drill = {
  name: 'cache-livekit-master',
  title: 'The cache of calls loses its master',
  lost: 'the server that LiveKit keeps rooms in, with its Sentinel and its node',
  watch: 'livekit-call',
  items: ['pods', 'caches'],
  expectedSeconds: 10,
  expected: '<10s',
  impossible: ({ environment }) =>
    needs(environment.cacheLivekit.replicas, 3, 'servers of the cache of calls'),
  find: ({ environment }) => findMaster(callCache.cache, environment),
  steps: (target) => [cordon(target), killPod(target)],
  restore: (target) => [uncordon(target)],
};

const storeNode: Drill = {
  name: 'object-store-node',
  title: 'The object store loses a server',
  lost: 'one server with all its drives, and its node',
  watch: 'media',
  items: ['pods', 'object-store'],
  expectedSeconds: 0,
  expected: '0s',
  impossible: ({ environment }) =>
    objectStore.isInCluster(environment)
      ? needs(environment.objectStore.servers, 4, 'servers of the object store')
      : 'the object store is outside the cluster',
  find: () => findByLabels(objectStore.namespace, selectorLabels(objectStore.serverLabels)),
  steps: (target) => [cordon(target), killPod(target)],
  restore: (target) => [uncordon(target)],
};

const edgePod: Drill = {
  name: 'edge-pod',
  title: 'The edge loses a proxy',
  lost: 'one of the pods that end TLS',
  watch: 'client-api',
  items: ['pods', 'edge-https'],
  expectedSeconds: 1,
  expected: '<1s',
  impossible: ({ environment }) => needs(environment.edge.replicas, 2, 'proxies of the edge'),
  find: ({ environment }) => {
    const pods = edgeEndpoint(environment);
    return findByLabels(edgeNamespace, pods.kind === 'pods' ? pods.labels : {});
  },
  steps: (target) => [killPod(target)],
  restore: () => [],
};

const synapseWorker: Drill = {
  name: 'synapse-worker',
  title: 'Synapse loses a sync worker',
  lost: 'one of the processes that people wait for new messages at',
  watch: 'messages',
  items: ['pods', 'client-api'],
  expectedSeconds: 30,
  expected: '30s',
  impossible: ({ environment }) => needs(countSync(environment), 2, 'sync workers'),
  find: () => findByLabels(synapseNamespace, selectorLabels(processLabels('sync'))),
  steps: (target) => [killPod(target)],
  restore: () => [],
};

/** The six drills of the design, in its order. */
export const drills: readonly Drill[] = [
  postgresPrimary,
  busMaster,
  callMaster,
  storeNode,
  edgePod,
  synapseWorker,
];

function needs(there: number, least: number, what: string): string | undefined {
  return there >= least ? undefined : `it has ${there} ${what}, and ${least} are needed for one to be lost`;
}

function countSync(environment: Environment): number {
  const kind = activeWorkerKinds(environment).find(({ name }) => name === 'sync');
  return kind === undefined ? 0 : countWorkers(environment, kind);
}

/** Any Sentinel knows the master; its first word is `redis-synapse-node-1.redis-synapse-headless…`. */
function findMaster(cache: SentinelCache, environment: Environment): Finding {
  const { namespace } = cache;
  const { cli } = programsOf(environment);
  return {
    namespace,
    command: [
      ...['exec', `${namesOf(cache).nodes}-0`, '--namespace', namespace, '--container', 'sentinel', '--'],
      ...[cli, '-p', String(cachePorts.sentinel), 'sentinel', 'get-master-addr-by-name', masterName],
    ],
    read: (printed) => {
      const pod = printed.trim().split(/[\s.]/)[0] ?? '';
      return pod.startsWith(`${namesOf(cache).nodes}-`) ? pod : undefined;
    },
  };
}
