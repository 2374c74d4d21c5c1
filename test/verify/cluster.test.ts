import { describe, expect, it } from 'vitest';
import type { Json } from '../../generator/kubernetes/object.ts';
import { answerGet, type Changes, remove, set } from './fake-cluster.ts';
import { platformOf, probe } from './fake-platform.ts';

const judge = (id: string, changes: Changes = {}, environment = 'production', more = {}) =>
  probe(id, { ...more, environment, kubectl: answerGet(platformOf(environment), changes) });

const ids = [
  'pods',
  'database',
  'caches',
  'object-store',
  'media-cleanup',
  'media-backup',
  'database-backup',
];

describe.each(ids)('%s', (id) => {
  it('passes on a right cluster', async () => {
    expect(await judge(id)).toMatchObject({ result: 'pass' });
  });

  it('cannot be checked where kubectl reaches nothing', async () => {
    expect(await probe(id)).toEqual({
      result: 'cannot-check',
      reason: expect.stringMatching(/^kubectl get \S+: kubectl is not on PATH$/),
    });
  });
});

describe('failures', () => {
  const notReady = (name: string) => set(name, ['status', 'readyReplicas'], 1);
  it.each<[string, string, Changes, string, string?]>([
    [
      'pods',
      'a workload is not there',
      { deployments: remove('element-web') },
      'Deployment matrix/element-web is not there',
    ],
    [
      'pods',
      'replicas are missing',
      { statefulsets: notReady('synapse-sync') },
      'StatefulSet matrix/synapse-sync has 1 of 10',
    ],
    [
      'pods',
      'a node has none',
      { daemonsets: set('coturn', ['status', 'numberReady'], 2) },
      'DaemonSet rtc/coturn has 2 of 3',
    ],
    [
      'pods',
      'no node is labelled for it',
      {
        daemonsets: (object) =>
          set('coturn', ['status'], { numberReady: 0, desiredNumberScheduled: 0 })(object),
      },
      'DaemonSet rtc/coturn has 0 of 1',
    ],
    [
      'pods',
      'one crashes',
      { pods: set('synapse-main-0', ['status', 'conditions'], [{ type: 'Ready', status: 'False' }]) },
      'not ready: matrix/synapse-main-0',
    ],
    ['database', 'it is not there', { 'clusters.postgresql.cnpg.io': remove('synapse-db') }, 'is not there'],
    [
      'database',
      'a standby is missing',
      { 'clusters.postgresql.cnpg.io': set('synapse-db', ['status', 'readyInstances'], 2) },
      '2 of 3 instances',
    ],
    [
      'database',
      'it fails over',
      { 'clusters.postgresql.cnpg.io': set('synapse-db', ['status', 'phase'], 'Failing over') },
      'Failing over',
    ],
    [
      'database',
      'its archive fails',
      {
        'clusters.postgresql.cnpg.io': set(
          'synapse-db',
          ['status', 'conditions'],
          [{ type: 'ContinuousArchiving', status: 'False', message: 'no such bucket' }],
        ),
      },
      'no such bucket',
    ],
    [
      'caches',
      'a server is gone',
      { statefulsets: notReady('redis-synapse-node') },
      'redis-synapse-node: 1 of 3',
    ],
    [
      'caches',
      'nobody is master',
      { deployments: set('redis-synapse-master', ['status', 'readyReplicas'], 0) },
      'redis-synapse-master: 0 of 2',
    ],
    [
      'caches',
      'the cache of calls is not there',
      { statefulsets: remove('redis-livekit-node') },
      'redis-livekit-node: 0 of 3',
    ],
    [
      'object-store',
      'a server is gone',
      { statefulsets: set('minio', ['status', 'readyReplicas'], 3) },
      '3 of 4 servers',
    ],
    [
      'object-store',
      'a Tenant has lost drives',
      { 'tenants.minio.min.io': set('minio', ['status', 'healthStatus'], 'yellow') },
      'Tenant minio is yellow',
      'design-2025',
    ],
    ['media-cleanup', 'it is not there', { cronjobs: remove('synapse-media-cleanup') }, 'is not there'],
    [
      'media-cleanup',
      'it is suspended',
      { cronjobs: set('synapse-media-cleanup', ['spec', 'suspend'], true) },
      'is suspended',
    ],
    [
      'media-cleanup',
      'it has another schedule',
      { cronjobs: set('synapse-media-cleanup', ['spec', 'schedule'], '0 4 * * *') },
      'runs at "0 4 * * *", not at "0 3 * * *"',
    ],
    [
      'media-cleanup',
      'it failed',
      { cronjobs: set('synapse-media-cleanup', ['status', 'lastSuccessfulTime'], '2026-11-24T03:10:00Z') },
      'did not succeed',
    ],
    [
      'media-backup',
      'it never succeeded',
      { cronjobs: set('media-backup', ['status', 'lastSuccessfulTime'], undefined) },
      'did not succeed',
    ],
    [
      'database-backup',
      'it has no schedule',
      { 'scheduledbackups.postgresql.cnpg.io': () => null },
      'is not there',
    ],
    [
      'database-backup',
      'it is suspended',
      { 'scheduledbackups.postgresql.cnpg.io': set('synapse-db-backup', ['spec', 'suspend'], true) },
      'is suspended',
    ],
    [
      'database-backup',
      'there is none',
      { 'backups.postgresql.cnpg.io': () => null },
      'no backup has completed yet',
    ],
    [
      'database-backup',
      'the newest failed',
      { 'backups.postgresql.cnpg.io': remove('new') },
      'the newest backup failed: no space',
    ],
    [
      'database-backup',
      'the newest is old',
      { 'backups.postgresql.cnpg.io': set('new', ['status', 'stoppedAt'], '2026-11-23T03:00:00Z') },
      '57 hours old; 30 are allowed',
    ],
  ])('%s: %s', async (id, _, changes, says, environment) => {
    expect(await judge(id, changes, environment)).toMatchObject({
      result: 'fail',
      what: expect.stringContaining(says),
      remedy: expect.stringMatching(/./),
    });
  });
});

describe('what an environment does not have', () => {
  it.each([
    ['media-cleanup', 'dev', 'synapse.media.image is not set'],
    ['media-backup', 'dev', 'objectStore.mediaBackup is not set'],
    ['database-backup', 'dev', 'postgres.backup is not set'],
  ])('%s in %s', async (id, environment, reason) => {
    expect(await judge(id, {}, environment)).toEqual({
      result: 'cannot-check',
      reason: expect.stringContaining(reason),
    });
  });

  it('a store outside the cluster is asked itself, where it can be reached', async () => {
    const url = 'https://s3.example.net';
    expect(await judge('object-store', {}, 'airgap', { wrong: { [url]: { status: 403 } } })).toMatchObject({
      result: 'pass',
    });
    expect(await judge('object-store', {}, 'airgap', { wrong: { [url]: { status: 503 } } })).toMatchObject({
      result: 'fail',
    });
    expect(
      await judge('object-store', {}, 'airgap', { wrong: { [url]: new Error('ENOTFOUND') } }),
    ).toMatchObject({
      result: 'cannot-check',
    });
  });

  it('says when a run is due or goes on', async () => {
    const field = (name: string, value: Json | undefined): Changes => ({
      cronjobs: set('synapse-media-cleanup', ['status', name], value),
    });
    expect(await judge('media-cleanup', field('lastScheduleTime', undefined))).toMatchObject({
      found: expect.stringContaining('not run yet'),
    });
    expect(await judge('media-cleanup', field('active', [{}]))).toMatchObject({
      found: expect.stringContaining('runs now'),
    });
  });
});
