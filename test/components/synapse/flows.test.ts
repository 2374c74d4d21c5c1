import { describe, expect, it } from 'vitest';
import type { Endpoint, Flow } from '../../../generator/components/component.ts';
import { closed, makeEnvironment, render, withWorkers } from './render.ts';

function nameOf(endpoint: Endpoint): string {
  return endpoint.kind === 'pods' ? Object.values(endpoint.labels).join('/') : endpoint.kind;
}

function list(flows: readonly Flow[]): string[] {
  return flows.map(
    ({ from, to, ports }) => `${nameOf(from)} > ${nameOf(to)} ${ports.map(({ port }) => port).join(',')}`,
  );
}

describe('flows', () => {
  const flows = list(render(makeEnvironment()).flows);

  it('lead from the router to main and to the workers that serve', () => {
    expect(flows.filter((flow) => flow.startsWith('haproxy/synapse-router'))).toEqual([
      'haproxy/synapse-router > synapse/main 8008,8080',
      'haproxy/synapse-router > synapse/sync 8008,8080',
    ]);
  });

  it('carry replication to main and to the persisters only', () => {
    const replication = flows.filter((flow) => flow.endsWith(' 9093'));
    expect(replication).toContain('synapse/sync > synapse/event-persister 9093');
    expect(replication).toContain('synapse/event-persister > synapse/event-persister 9093');
    expect(replication).not.toContain('synapse/main > synapse/main 9093');
    expect(replication.some((flow) => flow.includes('> synapse/sync'))).toBe(false);
  });

  it('take main to the database itself and workers to the pooler', () => {
    expect(flows).toContain('synapse/main > synapse-db/database 5432');
    expect(flows).toContain('synapse/sync > synapse-pooler-rw 5432');
    expect(flows).not.toContain('synapse/sync > synapse-db/database 5432');
  });

  it('leave the cluster from main and the senders, never towards the cluster, and only with federation open', () => {
    expect(flows.filter((flow) => flow.includes('cidrs'))).toEqual([
      'synapse/main > cidrs 443,8448',
      'synapse/federation-sender > cidrs 443,8448',
    ]);
    const outside = render(makeEnvironment()).flows.find(({ to }) => to.kind === 'cidrs')?.to;
    expect(outside).toMatchObject({ except: ['10.42.0.0/16', '10.43.0.0/16', '192.0.2.0/25'] });
    expect(render(closed()).flows.some(({ to }) => to.kind === 'cidrs')).toBe(false);
  });

  it('name no kind that the environment does not run', () => {
    const none = list(render(withWorkers({ sync: 0, eventPersister: 0, federationSender: 0 })).flows);
    expect(none.join()).not.toMatch(/sync|persister|sender/);
  });
});

describe('secrets', () => {
  it('are declared for Synapse itself and copied for Redis and TURN', () => {
    expect(render(makeEnvironment()).secrets.map(({ name, keys }) => [name, Object.keys(keys)])).toEqual([
      [
        'synapse-secrets',
        ['signing-key', 'macaroon', 'form', 'registration-shared-secret', 'worker-replication'],
      ],
      ['redis-synapse-auth', ['password']],
      ['coturn-auth', ['static-auth-secret']],
    ]);
  });
});
