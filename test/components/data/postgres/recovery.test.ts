import { describe, expect, it } from 'vitest';
import { postgresComponent } from '../../../../generator/components/data/postgres/postgres.ts';
import { getIn } from '../../../../generator/kubernetes/json.ts';
import type { Json } from '../../../../generator/kubernetes/object.ts';
import { production } from '../environments.ts';

const backup = { destination: 's3://example-backup/db', endpoint: 'https://s3.backup.example.org' };

function render(recovery: { archive: string; source?: string; destination?: string; targetTime?: string }) {
  const { resources } = postgresComponent.render(production({ postgres: { backup, recovery } }));
  return (kind: string, name: string): Json => {
    const found = resources.find((object) => object.kind === kind && object.metadata.name === name);
    return JSON.parse(JSON.stringify(found ?? null));
  };
}

describe('recovery', () => {
  it('starts from the archive at a moment, and archives under a new name', () => {
    const find = render({ archive: 'synapse-db-2', targetTime: '2026-11-25T10:00:00+01:00' });
    expect(getIn(find('Cluster', 'synapse-db'), ['spec'])).toMatchObject({
      bootstrap: {
        recovery: {
          source: 'archive',
          database: 'synapse',
          owner: 'synapse',
          secret: { name: 'synapse-db-user' },
          recoveryTarget: { targetTime: '2026-11-25T10:00:00+01:00' },
        },
      },
      externalClusters: [
        {
          name: 'archive',
          plugin: {
            name: 'barman-cloud.cloudnative-pg.io',
            parameters: { barmanObjectName: 'synapse-db-recovery', serverName: 'synapse-db' },
          },
        },
      ],
      plugins: [
        {
          isWALArchiver: true,
          parameters: { barmanObjectName: 'synapse-db-backup', serverName: 'synapse-db-2' },
        },
      ],
    });
    expect(getIn(find('Cluster', 'synapse-db'), ['spec', 'bootstrap', 'initdb'])).toBeUndefined();
  });

  it('reads the source with the credentials of the backup and deletes nothing from it', () => {
    const find = render({ archive: 'synapse-db-3', source: 'synapse-db-2' });
    const source = find('ObjectStore', 'synapse-db-recovery');
    const own = find('ObjectStore', 'synapse-db-backup');
    expect(getIn(source, ['spec', 'configuration'])).toEqual(getIn(own, ['spec', 'configuration']));
    expect(getIn(source, ['spec', 'retentionPolicy'])).toBeUndefined();
    expect(getIn(own, ['spec', 'retentionPolicy'])).toBe('30d');
    expect(getIn(source, ['metadata', 'annotations'])).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });

  it('goes to the end of the archive when no moment is given, wherever that archive is', () => {
    const find = render({ archive: 'synapse-db', destination: 's3://old-bucket/db' });
    expect(getIn(find('Cluster', 'synapse-db'), ['spec', 'bootstrap', 'recovery'])).not.toHaveProperty(
      'recoveryTarget',
    );
    expect(
      getIn(find('ObjectStore', 'synapse-db-recovery'), ['spec', 'configuration', 'destinationPath']),
    ).toBe('s3://old-bucket/db');
  });
});
