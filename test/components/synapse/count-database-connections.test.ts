import { describe, expect, it } from 'vitest';
import { countDatabaseConnections } from '../../../generator/components/synapse/count-database-connections.ts';
import { closed, makeEnvironment, none, readConfig, withWorkers } from './render.ts';

describe('countDatabaseConnections', () => {
  it('adds up the workers of production', () => {
    expect(countDatabaseConnections(makeEnvironment())).toEqual({
      pooled: { processes: 45, connections: 267 },
      direct: { processes: 1, connections: 10 },
    });
  });

  it('leaves out what federates where federation is closed', () => {
    expect(countDatabaseConnections(closed()).pooled).toEqual({ processes: 39, connections: 231 });
  });

  it('needs no pooler without workers', () => {
    expect(countDatabaseConnections(withWorkers(none)).pooled).toEqual({ processes: 0, connections: 0 });
  });

  it('counts the job that clears the media volume', () => {
    const media = { image: 'registry.example.org/synapse-s3' };
    expect(countDatabaseConnections(makeEnvironment({ synapse: { media } })).pooled).toEqual({
      processes: 46,
      connections: 268,
    });
  });

  it('counts what the files allow, by the way that they name', () => {
    const database = (file: string) =>
      readConfig(makeEnvironment(), 'synapse-config', file)['database'] as { args: Record<string, unknown> };
    expect(database('main.yaml').args).toMatchObject({
      host: 'synapse-db-rw.matrix.svc.cluster.local',
      cp_max: 10,
      target_session_attrs: 'read-write',
    });
    for (const [file, most] of [
      ['sync.yaml', 6],
      ['event-persister.yaml', 8],
      ['federation-sender.yaml', 6],
    ] as const) {
      const { args } = database(file);
      expect(args['host']).toBe('synapse-pooler-rw.matrix.svc.cluster.local');
      expect(args['cp_max']).toBe(most);
      expect(args).not.toHaveProperty('target_session_attrs');
    }
  });
});
