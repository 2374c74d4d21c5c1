import { namespacesOf } from '../../components/common/namespaces.ts';
import * as cacheLivekit from '../../components/data/cache-livekit/names.ts';
import * as cacheSynapse from '../../components/data/cache-synapse/names.ts';
import { names as bus } from '../../components/data/cache-synapse/names.ts';
import * as objectStore from '../../components/data/object-store/names.ts';
import { isInCluster, isOperated, objectStoreFor } from '../../components/data/object-store/names.ts';
import {
  backupName,
  clusterName,
  namespace as databaseNamespace,
} from '../../components/data/postgres/names.ts';
import { oldestBackup } from '../../components/observability/rules/database.ts';
import { namespace as synapseNamespace } from '../../components/synapse/labels.ts';
import { cleanupName } from '../../components/synapse/media/cleanup.ts';
import { getIn, listIn, numberIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { VerifyContext } from '../context.ts';
import { CannotCheck, fail, type Item, type Outcome, pass } from '../item.ts';
import { itemsOf, objectOf } from '../read-cluster.ts';
import { findRendered, numberOf, renderedOf, textOf } from '../rendered.ts';

/** Names of at most three, so that a line stays a line. */
function few(names: readonly string[]): string {
  const more = names.length - 3;
  return `${names.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where the number of ready pods of a workload stands. */
const readyFields: Readonly<Record<string, readonly [ready: string, wanted: string]>> = {
  Deployment: ['readyReplicas', 'replicas'],
  StatefulSet: ['readyReplicas', 'replicas'],
  DaemonSet: ['numberReady', 'desiredNumberScheduled'],
};

const pods: Item = {
  id: 'pods',
  family: 'cluster',
  title: 'All pods run and are ready',
  proves:
    'Every workload of this environment is in the cluster with all its replicas, and no pod of its namespaces is in trouble.',
  design: [1],
  probe: async (context) => {
    const behind: string[] = [];
    for (const [kind, [ready, wanted]] of Object.entries(readyFields)) {
      const there = await itemsOf(context, `${kind.toLowerCase()}s`, '--all-namespaces');
      for (const object of renderedOf(context.platform, kind)) {
        const { name, namespace } = object.metadata;
        const found = there.find(
          (item) =>
            textIn(item, 'metadata', 'name') === name && textIn(item, 'metadata', 'namespace') === namespace,
        );
        const count = numberIn(found, 'status', ready) ?? 0;
        const expected = numberOf(object, 'spec', 'replicas') ?? numberIn(found, 'status', wanted) ?? 1;
        if (found === undefined) behind.push(`${kind} ${namespace}/${name} is not there`);
        else if (count < expected) behind.push(`${kind} ${namespace}/${name} has ${count} of ${expected}`);
      }
    }
    if (behind.length > 0) return fail(few(behind), 'docs/runbooks/pod-not-starting.md');
    const own = new Set(namespacesOf(context.environment).map(({ name }) => name));
    const all = (await itemsOf(context, 'pods', '--all-namespaces')).filter((pod) =>
      own.has(textIn(pod, 'metadata', 'namespace') ?? ''),
    );
    const troubled = all.filter(isTroubled);
    if (troubled.length > 0)
      return fail(
        `not ready: ${few(troubled.map((pod) => `${textIn(pod, 'metadata', 'namespace')}/${textIn(pod, 'metadata', 'name')}`))}`,
        'docs/runbooks/pod-not-starting.md, docs/runbooks/pod-crash-looping.md',
      );
    return pass(`${all.length} pods`);
  },
};

/** Finished Jobs are well; a failed one is in trouble unless a later try of the same Job succeeded, which nobody has to know here. */
function isTroubled(pod: Json): boolean {
  if (textIn(pod, 'status', 'phase') === 'Succeeded') return false;
  if (listIn(pod, 'metadata', 'ownerReferences').some((owner) => textIn(owner, 'kind') === 'Job'))
    return false;
  const ready = listIn(pod, 'status', 'conditions').find((one) => textIn(one, 'type') === 'Ready');
  return textIn(ready, 'status') !== 'True';
}

/** Phase of a CloudNativePG Cluster that does nothing (v1.30.0 `api/v1/cluster_types.go`). */
const healthy = 'Cluster in healthy state';

const database: Item = {
  id: 'database',
  family: 'cluster',
  title: 'The PostgreSQL cluster is healthy',
  proves:
    'All instances are ready, one is the primary, and write-ahead log reaches the archive where there is one.',
  design: [2],
  probe: async (context) => {
    const rendered = findRendered(context.platform, 'Cluster', clusterName);
    const expected = rendered === undefined ? 0 : (numberOf(rendered, 'spec', 'instances') ?? 0);
    const found = await objectOf(context, 'clusters.postgresql.cnpg.io', databaseNamespace, clusterName);
    if (found === undefined)
      return fail(`Cluster ${databaseNamespace}/${clusterName} is not there`, 'sync the app postgres');
    const ready = numberIn(found, 'status', 'readyInstances') ?? 0;
    const phase = textIn(found, 'status', 'phase') ?? 'no phase';
    if (ready < expected || phase !== healthy)
      return fail(
        `${ready} of ${expected} instances are ready; ${phase}`,
        'docs/runbooks/database-standby-missing.md, docs/runbooks/database-no-primary.md',
      );
    if (context.environment.postgres.backup !== null) {
      const archiving = listIn(found, 'status', 'conditions').find(
        (one) => textIn(one, 'type') === 'ContinuousArchiving',
      );
      if (textIn(archiving, 'status') === 'False')
        return fail(
          `write-ahead log does not reach the archive: ${textIn(archiving, 'message') ?? ''}`,
          'docs/runbooks/database-wal-archive-failing.md',
        );
    }
    return pass(`${ready} instances, primary ${textIn(found, 'status', 'currentPrimary') ?? 'unknown'}`);
  },
};

const caches: Item = {
  id: 'caches',
  family: 'cluster',
  title: 'Both caches have their master and replicas',
  proves:
    'Every server is the master or follows it, every Sentinel answers, and the proxies of the bus see one master.',
  design: [3],
  probe: async (context) => {
    const wanted = [
      ['StatefulSet', cacheSynapse.namespace, cacheSynapse.names.nodes],
      ['Deployment', cacheSynapse.namespace, bus.master],
      ['StatefulSet', cacheLivekit.namespace, cacheLivekit.names.nodes],
    ] as const;
    const found: string[] = [];
    for (const [kind, namespace, name] of wanted) {
      const rendered = findRendered(context.platform, kind, name);
      // A single server of the bus needs no proxies.
      if (rendered === undefined) continue;
      const expected = numberOf(rendered, 'spec', 'replicas') ?? 1;
      const object = await objectOf(context, `${kind.toLowerCase()}s`, namespace, name);
      const ready = numberIn(object, 'status', 'readyReplicas') ?? 0;
      if (ready < expected)
        return fail(
          `${kind} ${namespace}/${name}: ${ready} of ${expected} are ready`,
          'docs/runbooks/cache-failover.md',
        );
      found.push(`${name} ${ready}`);
    }
    return pass(found.join(', '));
  },
};

const store: Item = {
  id: 'object-store',
  family: 'cluster',
  title: 'The object store is healthy',
  proves: 'All servers of the store run with all their drives; a store outside the cluster answers.',
  design: [4],
  probe: async (context) => {
    const { environment } = context;
    if (!isInCluster(environment)) return judgeOutside(context);
    const { namespace, names } = objectStore;
    const expected = environment.objectStore.servers;
    if (isOperated(environment)) {
      const tenant = await objectOf(context, 'tenants.minio.min.io', namespace, names.service);
      const health = textIn(tenant, 'status', 'healthStatus') ?? 'unknown';
      const offline = numberIn(tenant, 'status', 'drivesOffline') ?? 0;
      if (health !== 'green' || offline > 0)
        return fail(
          `Tenant ${names.service} is ${health}, ${offline} drives are offline`,
          'docs/runbooks/object-store-unhealthy.md',
        );
      return pass(`${numberIn(tenant, 'status', 'drivesOnline') ?? 0} drives online`);
    }
    const servers = await objectOf(context, 'statefulsets', namespace, names.service);
    const ready = numberIn(servers, 'status', 'readyReplicas') ?? 0;
    if (ready < expected)
      return fail(`${ready} of ${expected} servers are ready`, 'docs/runbooks/object-store-unhealthy.md');
    return pass(`${ready} servers`);
  },
};

/** Its name may be known inside the cluster only: no answer here says nothing about there. */
async function judgeOutside({ ask, environment }: VerifyContext): Promise<Outcome> {
  const { endpoint } = objectStoreFor(environment);
  const { status } = await ask(endpoint).catch((error: unknown) => {
    throw new CannotCheck(
      `the store is outside the cluster and not reached from here: ${error instanceof Error ? error.message : error}`,
    );
  });
  if (status >= 500)
    return fail(`${endpoint} answers ${status}`, 'see the store: it is not part of this platform');
  return pass(`${endpoint} answers`);
}

const mediaCleanup: Item = {
  id: 'media-cleanup',
  family: 'cluster',
  title: 'The media cleanup is scheduled',
  proves:
    'The CronJob that moves old media off the volume is there, not suspended, and did not fail when it last ran.',
  design: [14],
  probe: (context) => {
    if (findRendered(context.platform, 'CronJob', cleanupName) === undefined)
      throw new CannotCheck('media stays on its volume in this environment: synapse.media.image is not set');
    return judgeCronJob(
      context,
      synapseNamespace,
      cleanupName,
      'docs/runbooks/synapse-media-cleanup-failed.md',
    );
  },
};

const mediaBackup: Item = {
  id: 'media-backup',
  family: 'cluster',
  title: 'The copy of the media is scheduled',
  proves:
    'The CronJob that copies the media to another store is there, not suspended, and did not fail when it last ran.',
  design: [],
  probe: (context) => {
    if (context.environment.objectStore.mediaBackup === null)
      throw new CannotCheck('this environment copies its media nowhere: objectStore.mediaBackup is not set');
    const { namespace, names } = objectStore;
    return judgeCronJob(context, namespace, names.mediaBackup, 'docs/runbooks/media-backup-old.md');
  },
};

/** A schedule as rendered, running, and its last finished run a success. */
async function judgeCronJob(
  context: VerifyContext,
  namespace: string,
  name: string,
  runbook: string,
): Promise<Outcome> {
  const rendered = findRendered(context.platform, 'CronJob', name);
  const found = await objectOf(context, 'cronjobs', namespace, name);
  if (found === undefined) return fail(`CronJob ${namespace}/${name} is not there`, 'sync its app');
  if (getIn(found, ['spec', 'suspend']) === true)
    return fail(
      `CronJob ${namespace}/${name} is suspended`,
      `kubectl patch cronjob ${name} -n ${namespace} -p '{"spec":{"suspend":false}}'`,
    );
  const schedule = textIn(found, 'spec', 'schedule') ?? '';
  const expected = rendered === undefined ? schedule : textOf(rendered, 'spec', 'schedule');
  if (schedule !== expected)
    return fail(`CronJob ${namespace}/${name} runs at "${schedule}", not at "${expected}"`, 'sync its app');
  const ran = textIn(found, 'status', 'lastScheduleTime');
  const succeeded = textIn(found, 'status', 'lastSuccessfulTime');
  if (ran === undefined) return pass(`scheduled at "${schedule}", not run yet`);
  const runs = listIn(found, 'status', 'active').length > 0;
  if (!runs && (succeeded === undefined || succeeded < ran))
    return fail(`CronJob ${namespace}/${name} started at ${ran} and did not succeed`, runbook);
  return pass(`scheduled at "${schedule}", ${runs ? 'runs now' : `succeeded at ${succeeded}`}`);
}

const databaseBackup: Item = {
  id: 'database-backup',
  family: 'cluster',
  title: 'Database backups complete',
  proves: 'The schedule of base backups is not suspended, and its newest backup completed.',
  design: [15],
  probe: async (context) => {
    const { backup } = context.environment.postgres;
    if (backup === null) throw new CannotCheck('this environment has no backup: postgres.backup is not set');
    const schedule = await objectOf(
      context,
      'scheduledbackups.postgresql.cnpg.io',
      databaseNamespace,
      backupName,
    );
    if (schedule === undefined)
      return fail(`ScheduledBackup ${databaseNamespace}/${backupName} is not there`, 'sync the app postgres');
    if (getIn(schedule, ['spec', 'suspend']) === true)
      return fail(
        `ScheduledBackup ${databaseNamespace}/${backupName} is suspended`,
        'set spec.suspend to false',
      );
    const all = (
      await itemsOf(context, 'backups.postgresql.cnpg.io', '--namespace', databaseNamespace)
    ).filter((one) => textIn(one, 'spec', 'cluster', 'name') === clusterName);
    const ended = all.filter((one) => ['completed', 'failed'].includes(textIn(one, 'status', 'phase') ?? ''));
    const newest = ended.sort((one, other) => createdAt(other).localeCompare(createdAt(one)))[0];
    if (newest === undefined)
      return fail(
        `no backup has completed yet; ${all.length} are there`,
        'the first one starts at once: kubectl get backups.postgresql.cnpg.io -n matrix, docs/runbooks/database-backup-old.md',
      );
    if (textIn(newest, 'status', 'phase') === 'failed')
      return fail(
        `the newest backup failed: ${textIn(newest, 'status', 'error') ?? 'no reason given'}`,
        'docs/runbooks/database-backup-old.md',
      );
    const stopped = textIn(newest, 'status', 'stoppedAt') ?? createdAt(newest);
    const hours = (context.now().getTime() - new Date(stopped).getTime()) / 3_600_000;
    const most = oldestBackup(backup.schedule);
    if (hours > most)
      return fail(
        `the newest backup is ${Math.floor(hours)} hours old; ${most} are allowed`,
        'docs/runbooks/database-backup-old.md',
      );
    return pass(`the newest completed at ${stopped}`);
  },
};

function createdAt(object: Json): string {
  return textIn(object, 'metadata', 'creationTimestamp') ?? '';
}

/** What runs in the cluster and is not seen from outside. */
export const clusterItems: readonly Item[] = [
  pods,
  database,
  caches,
  store,
  mediaCleanup,
  mediaBackup,
  databaseBackup,
];
