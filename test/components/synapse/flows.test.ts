import { describe, expect, it } from 'vitest';
import type { Endpoint, Flow } from '../../../generator/components/component.ts';
import { workerKinds } from '../../../generator/components/synapse/worker-catalogue.ts';
import { activeWorkerKinds } from '../../../generator/components/synapse/worker-names.ts';
import { closed, makeEnvironment, none, render, withWorkers } from './render.ts';

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
    const targets = flows.flatMap(
      (flow) => /^haproxy\/synapse-router > synapse\/(\S+) 8008,8080$/.exec(flow)?.[1] ?? [],
    );
    const serving = activeWorkerKinds(makeEnvironment()).filter(({ serves }) => serves.length > 0);
    expect(targets).toEqual(['main', ...serving.map(({ component }) => component)]);
    expect(targets).not.toContain('event-persister');
  });

  it('carry replication to those whom others call, and to nobody else', () => {
    const replication = flows.filter((flow) => flow.endsWith(' 9093'));
    for (const called of ['main', 'event-persister', 'typing', 'federation-sender'])
      expect(replication).toContain(`synapse > synapse/${called} 9093`);
    expect(replication).toHaveLength(10);
    expect(replication.some((flow) => flow.includes('synapse/sync'))).toBe(false);
  });

  it('take main to the database itself and workers to the pooler', () => {
    expect(flows).toContain('synapse/main > synapse-db/database 5432');
    expect(flows).toContain('synapse/sync > synapse-pooler-rw 5432');
    expect(flows).not.toContain('synapse/sync > synapse-db/database 5432');
  });

  it('leave the cluster from the senders and pushers, never towards the cluster, and only with federation open', () => {
    expect(flows.filter((flow) => flow.includes('cidrs'))).toEqual([
      'synapse/federation-sender > cidrs 443,8448',
      'synapse/pusher > cidrs 443',
    ]);
    const alone = list(render(withWorkers(none)).flows).filter((flow) => flow.includes('cidrs'));
    expect(alone).toEqual(['synapse/main > cidrs 443,8448', 'synapse/main > cidrs 443']);
    const outside = render(makeEnvironment()).flows.find(({ to }) => to.kind === 'cidrs')?.to;
    expect(outside).toMatchObject({ except: ['10.42.0.0/16', '10.43.0.0/16', '192.0.2.0/25'] });
    expect(render(closed()).flows.some(({ to }) => to.kind === 'cidrs')).toBe(false);
  });

  it('name no kind that the environment does not run', () => {
    const flowsOfMain = list(render(withWorkers(none)).flows).join();
    for (const { component } of workerKinds) expect(flowsOfMain).not.toContain(`/${component} `);
  });
});

describe('media', () => {
  it('reaches the object store, and pages only for link previews', () => {
    const why = (settings: Record<string, boolean>, image: string | null) =>
      render(makeEnvironment({ synapse: { settings, media: { image } } }))
        .flows.map((flow) => flow.why)
        .filter((text) => /media|preview/.test(text));
    expect(why({}, null)).toEqual([]);
    expect(why({ url_preview_enabled: true }, null)).toEqual(['link previews are fetched']);
    expect(why({}, 'registry.example.org/synapse-s3')).toHaveLength(3);
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
