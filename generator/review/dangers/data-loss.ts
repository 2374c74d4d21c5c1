import { listIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';
import { formatSteps, type ObjectChange, type Step, type ValueChange } from '../change.ts';
import { compareValues } from '../compare/compare-values.ts';
import type { DangerRule } from './danger.ts';
import { hasSyncOption, typeOf } from './facts.ts';
import { readDuration } from './read-duration.ts';
import { readYamlMap } from './read-yaml-map.ts';
import { showBoth } from './show-value.ts';

/** What is lost with an object of this type. */
const holders: Readonly<Record<string, string>> = {
  'CustomResourceDefinition.apiextensions.k8s.io': 'every object of this kind, in all namespaces',
  Namespace: 'everything in the namespace, volumes included',
  PersistentVolumeClaim: 'the volume, where its class reclaims by deleting',
  PersistentVolume: 'the record of the volume',
  'Cluster.postgresql.cnpg.io': 'the PostgreSQL cluster and its volumes',
  'Database.postgresql.cnpg.io': 'the database, where its reclaim policy is delete',
  'ObjectStore.barmancloud.cnpg.io':
    'the place of the backups: archiving stops, and old backups are no longer found',
  'ScheduledBackup.postgresql.cnpg.io': 'future backups',
  'Tenant.minio.min.io': 'the object store and its volumes',
};

const finalizer = 'resources-finalizer.argocd.argoproj.io';

/** What a removal destroys; undefined for objects that hold nothing. */
function lossOf(resource: RenderedResource): string | undefined {
  if (
    typeOf(resource) === 'StatefulSet.apps' &&
    listIn(resource.json, 'spec', 'volumeClaimTemplates').length > 0
  )
    return 'the service; its volumes stay unless their retention policy says otherwise';
  if (
    typeOf(resource) === 'Application.argoproj.io' &&
    listIn(resource.json, 'metadata', 'finalizers').some((name) => String(name).startsWith(finalizer))
  )
    return 'everything that the app deployed: its finalizer deletes it';
  return holders[typeOf(resource)];
}

/** An object that holds data, or that other data hangs on, is gone from the rendering or has another name. */
export const removed: DangerRule = {
  slug: 'data-loss/removed',
  title: 'An object that holds data is removed or renamed',
  references: ['argo-cd docs/user-guide/sync-options.md'],
  check({ changes, report }) {
    for (const { kind, before, after } of changes) {
      if (before === undefined || (kind !== 'removed' && kind !== 'renamed')) continue;
      const loss = lossOf(before);
      if (loss === undefined) continue;
      const kept = hasSyncOption(before, 'Prune=false');
      report({
        blocks: !kept,
        resource: before,
        path: [],
        ...showBoth(before.object.metadata.name, after?.object.metadata.name),
        consequence: kept
          ? `Argo CD leaves it in the cluster (Prune=false), the app stays OutOfSync${kind === 'renamed' ? ', and the new one starts empty' : ''}`
          : `Argo CD prunes it, and with it ${loss}`,
        remedy:
          kind === 'renamed'
            ? 'keep the name; to move data, add the new object first, copy, then remove the old one'
            : 'make sure that a backup was restored elsewhere, then acknowledge the removal',
      });
    }
  },
};

/** Another Application renders it now: one prunes what the other creates. */
export const moved: DangerRule = {
  slug: 'data-loss/moved',
  title: 'An object that holds data moves to another Application',
  references: ['argo-cd docs/user-guide/resource_tracking.md'],
  check({ changes, report }) {
    for (const { kind, before, after } of changes) {
      if (kind !== 'moved' || before === undefined || after === undefined || lossOf(before) === undefined)
        continue;
      report({
        blocks: !hasSyncOption(before, 'Prune=false'),
        resource: after,
        path: [],
        ...showBoth(before.component, after.component),
        consequence: 'the app that loses it may prune it before or after the other has taken it over',
        remedy: 'set Prune=false on it in a release of its own, then move it, then take the option away',
      });
    }
  },
};

const protections = ['Prune=false', 'Delete=false', 'Prune=confirm', 'Delete=confirm'] as const;

/** It stays, but Argo CD may delete it from now on. */
export const unprotected: DangerRule = {
  slug: 'data-loss/unprotected',
  title: 'An object loses its protection against deletion',
  references: ['argo-cd docs/user-guide/sync-options.md'],
  check({ changes, report }) {
    for (const { before, after } of changes) {
      if (before === undefined || after === undefined) continue;
      const lost = protections.filter(
        (option) => hasSyncOption(before, option) && !hasSyncOption(after, option),
      );
      if (lost.length > 0)
        report({
          blocks: true,
          resource: after,
          path: ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
          ...showBoth(
            textIn(before.json, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options'),
            textIn(after.json, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options'),
          ),
          consequence: `without ${lost.join(' and ')}, the next removal from git or deletion of the app deletes it`,
          remedy: 'keep the sync options',
        });
      const gained = [before, after].map((side) => listIn(side.json, 'metadata', 'finalizers').map(String));
      if (typeOf(after) === 'Application.argoproj.io' && !hasFinalizer(gained[0]) && hasFinalizer(gained[1]))
        report({
          blocks: true,
          resource: after,
          path: ['metadata', 'finalizers'],
          after: finalizer,
          consequence: 'deleting this Application deletes everything that it deployed',
          remedy: 'leave the finalizer away from apps that hold data',
        });
    }
  },
};

function hasFinalizer(finalizers: readonly string[] = []): boolean {
  return finalizers.some((name) => name.startsWith(finalizer));
}

/** Backups, media, logs or metrics are kept for a shorter time. */
export const retentionShortened: DangerRule = {
  slug: 'data-loss/retention-shortened',
  title: 'Data is kept for a shorter time',
  references: ['plugin-barman-cloud v0.13.0 ObjectStore.spec.retentionPolicy'],
  check({ changes, report }) {
    for (const change of changes) {
      for (const { resource, path, before, after } of retentionsOf(change)) {
        const [old, current] = [readDuration(before), readDuration(after)];
        if (old === undefined || current === undefined || current >= old) continue;
        report({
          blocks: false,
          resource,
          path,
          ...showBoth(before, after),
          consequence: `what is older than ${after} is deleted at the next clean-up (${formatSteps(path)})`,
          remedy: 'make sure that nobody needs the older data, then acknowledge',
        });
      }
    }
  },
};

interface Retention {
  readonly resource: RenderedResource;
  readonly path: readonly Step[];
  readonly before?: Json;
  readonly after?: Json;
}

/** Settings with a name like `retention`, in manifests, chart values and the YAML files of ConfigMaps. */
function retentionsOf({ after, all }: ObjectChange): Retention[] {
  if (after === undefined) return [];
  return all
    .flatMap((change) => (change.path[0] === 'data' ? insideFile(change) : [change]))
    .filter(
      ({ path }) =>
        path.some((step) => /retention/i.test(String(step))) &&
        !path.includes('persistentVolumeClaimRetentionPolicy'),
    )
    .map((change) => ({ ...change, resource: after }));
}

/** What differs between two versions of a YAML file in a ConfigMap. */
function insideFile({ path, before, after }: ValueChange): readonly ValueChange[] {
  const [old, current] = [readYamlMap(before), readYamlMap(after)];
  if (old === undefined || current === undefined) return [];
  return compareValues(old, current).changes.map((change) => ({
    ...change,
    path: [...path, ...change.path],
  }));
}

/** Volumes of a StatefulSet go when it shrinks or is deleted. */
export const volumeRetention: DangerRule = {
  slug: 'data-loss/volume-retention',
  title: 'Volumes of a StatefulSet are no longer kept',
  references: ['kubernetes v1.36.0 StatefulSet.spec.persistentVolumeClaimRetentionPolicy'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined || typeOf(after) !== 'StatefulSet.apps') continue;
      for (const { path, before, after: value } of all) {
        if (path[1] !== 'persistentVolumeClaimRetentionPolicy' || value !== 'Delete') continue;
        report({
          blocks: true,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: 'scaling down or deleting the StatefulSet deletes its volumes',
          remedy: 'keep Retain',
        });
      }
    }
  },
};

/** A bucket that is no longer declared. */
export const bucketRemoved: DangerRule = {
  slug: 'data-loss/bucket-removed',
  title: 'A bucket is no longer declared',
  references: ['minio/operator v7.1.1 Tenant.spec.buckets'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, bucket } of all.flatMap(removedBuckets))
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(bucket, undefined),
          consequence:
            'nobody makes this bucket any more; one that exists stays, a new store comes up without it',
          remedy: 'move its consumers first',
        });
    }
  },
};

/** Buckets of a Tenant, and those of a script that makes them with `grant <consumer> <bucket>`. */
function removedBuckets({ path, before, after }: ValueChange) {
  if (path.length === 3 && path[1] === 'buckets' && typeof path[2] === 'object')
    return before !== undefined && after === undefined ? [{ path, bucket: path[2].item }] : [];
  if (path[0] !== 'data' || !String(path[1]).endsWith('.sh')) return [];
  const [old, current] = [before, after].map((text) =>
    [...String(text ?? '').matchAll(/^grant \S+ (\S+)$/gm)].map(([, bucket = '']) => bucket),
  );
  return (old ?? []).filter((bucket) => !current?.includes(bucket)).map((bucket) => ({ path, bucket }));
}

/** The part after the colon of every user, room and event. */
export const serverName: DangerRule = {
  slug: 'data-loss/server-name',
  title: 'The server name of Synapse changes',
  references: ['element-hq/synapse v1.163.2 docs/usage/configuration: server_name'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, before: old, after: current } of all.flatMap(insideConfigFile)) {
        if (path.length !== 3 || path[2] !== 'server_name' || old === undefined) continue;
        report({
          blocks: true,
          resource: after,
          path,
          ...showBoth(old, current),
          consequence:
            'every account, room and key belongs to the old name: Synapse refuses the database, and other servers refuse Synapse',
          remedy: 'keep the name; another name is another platform, with a database of its own',
        });
      }
    }
  },
};

function insideConfigFile(change: ValueChange): readonly ValueChange[] {
  return change.path[0] === 'data' ? insideFile(change) : [];
}
