import { getIn, listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import type { Report, Rule } from '../../rule.ts';
import { barmanPlugin } from './barman-plugin.ts';
import { findCredentialMistakes } from './store-credentials.ts';

type Finding = Omit<Report, 'setting'>;

/** Clusters are backed up, on a schedule that means what it says; `data/backup-destination` judges where to. */
export const backup: Rule = {
  slug: 'postgres/backup',
  title: 'PostgreSQL archives its log and is backed up on a schedule',
  severity: 'error',
  why: 'Replicas copy a dropped table as fast as anything else. Only continuous archiving plus base backups bring the server back.',
  fix: 'Fill in `postgres.backup` (destination, endpoint) in the environment file: it renders the ObjectStore, the plugin entry and the ScheduledBackup. One instance with `availability: single` may do without.',
  references: [
    'cloudnative-pg/plugin-barman-cloud api/v1/objectstore_types.go and web/docs/usage.md',
    'robfig/cron v1.2.0 parser.go, as cloudnative-pg uses it: the first field is seconds, the sixth is optional',
    'cloudnative-pg docs: spec.backup.barmanObjectStore is deprecated since 1.26',
  ],
  needsEnvironment: true,
  components: ['postgres'],
  check({ resources, declared, pass, fail }) {
    const { environment } = declared;
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const spare =
        (numberIn(resource.json, 'spec', 'instances') ?? 1) === 1 &&
        environment.scale.availability === 'single';
      const findings = findMistakes(resources, resource, spare);
      for (const finding of findings) fail({ ...finding, setting: 'postgres.backup' });
      if (findings.length === 0) pass();
    }
  },
};

function findMistakes(resources: ResourceSet, resource: RenderedResource, spare: boolean): Finding[] {
  const { json } = resource;
  const { name, namespace = '' } = resource.object.metadata;
  if (getIn(json, ['spec', 'backup', 'barmanObjectStore']) !== undefined) {
    return [
      {
        resource,
        path: ['spec', 'backup', 'barmanObjectStore'],
        message:
          'backup.barmanObjectStore is the in-tree backup, deprecated since CloudNativePG 1.26 and to be removed. Use an ObjectStore and the Barman Cloud plugin.',
      },
      ...findCredentialMistakes(resource, ['spec', 'backup', 'barmanObjectStore']),
    ];
  }
  const index = listIn(json, 'spec', 'plugins').findIndex(
    (plugin) => textIn(plugin, 'name') === barmanPlugin,
  );
  const schedules = resources
    .ofKind('ScheduledBackup', 'postgresql.cnpg.io')
    .filter(
      ({ json: other, object }) =>
        object.metadata.namespace === namespace && textIn(other, 'spec', 'cluster', 'name') === name,
    );
  if (index < 0 && schedules.length === 0 && spare) return [];
  if (index < 0) {
    return [
      {
        resource,
        path: ['spec', 'plugins'],
        message: `the cluster archives no write-ahead log: spec.plugins has no ${barmanPlugin}, so nothing can be restored after a mistake. Set postgres.backup.`,
      },
    ];
  }
  const plugin = ['spec', 'plugins', index];
  const findings: Finding[] = [];
  if (getIn(json, [...plugin, 'isWALArchiver']) !== true || getIn(json, [...plugin, 'enabled']) === false) {
    findings.push({
      resource,
      path: [...plugin, 'isWALArchiver'],
      message:
        'the backup plugin is not the write-ahead log archiver, so only the moments of base backups can be restored. Set isWALArchiver: true.',
    });
  }
  const storeName = textIn(json, ...plugin, 'parameters', 'barmanObjectName') ?? '';
  const store = resources.find('ObjectStore', namespace, storeName);
  if (store === undefined) {
    findings.push({
      resource,
      path: [...plugin, 'parameters', 'barmanObjectName'],
      message: `the backup goes to the ObjectStore "${storeName}", which does not exist in namespace ${namespace}. Name one that does.`,
    });
  } else {
    findings.push(...findCredentialMistakes(store, ['spec', 'configuration']));
    findings.push(...findStoreMistakes(store));
  }
  if (!schedules.some(({ json: other }) => getIn(other, ['spec', 'suspend']) !== true)) {
    findings.push({
      resource,
      path: ['spec', 'plugins'],
      message: `no active ScheduledBackup names the cluster "${name}": without a base backup the archived log restores nothing. Add one.`,
    });
  }
  findings.push(...schedules.flatMap(findScheduleMistakes));
  return findings;
}

function findStoreMistakes(store: RenderedResource): Finding[] {
  const path = ['spec', 'configuration', 'destinationPath'];
  const destination = textIn(store.json, ...path) ?? '';
  if (/^(?:s3|azure|gs|https?):\/\/[^/]/.test(destination)) return [];
  return [
    {
      resource: store,
      path,
      message: `destinationPath "${destination}" is no object store location. Write it as s3://bucket/path.`,
    },
  ];
}

function findScheduleMistakes(resource: RenderedResource): Finding[] {
  const { json } = resource;
  const findings: Finding[] = [];
  const schedule = textIn(json, 'spec', 'schedule') ?? '';
  const fields = schedule.trim().split(/\s+/);
  if (!schedule.startsWith('@') && fields.length !== 6) {
    const reading =
      fields.length === 5
        ? `the first field is seconds, so this runs at second ${fields[0]} of minute ${fields[1]} of ${fields[2] === '*' ? 'every hour' : `hour ${fields[2]}`}`
        : 'the operator wants seconds, minute, hour, day of month, month, day of week';
    findings.push({
      resource,
      path: ['spec', 'schedule'],
      message: `schedule "${schedule}" has ${fields.length} fields instead of 6: ${reading}. Write "0 ${fields.length === 5 ? schedule : '0 2 * * *'}".`,
    });
  }
  if (textIn(json, 'spec', 'method') !== 'plugin') {
    findings.push({
      resource,
      path: ['spec', 'method'],
      message: `method is ${textIn(json, 'spec', 'method') ?? 'absent, which means barmanObjectStore'}: the backup would not use the plugin that the cluster archives with. Set method: plugin.`,
    });
  } else if (textIn(json, 'spec', 'pluginConfiguration', 'name') !== barmanPlugin) {
    findings.push({
      resource,
      path: ['spec', 'pluginConfiguration', 'name'],
      message: `pluginConfiguration.name is not ${barmanPlugin}, so no plugin takes the backup. Set it.`,
    });
  }
  return findings;
}
