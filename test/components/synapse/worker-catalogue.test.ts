import { describe, expect, it } from 'vitest';
import { mainProcess, workerKinds } from '../../../generator/components/synapse/worker-catalogue.ts';
import { nameWorkers } from '../../../generator/components/synapse/worker-names.ts';
import { closed, makeEnvironment, readConfig, withWorkers } from './render.ts';

const shared = (environment: ReturnType<typeof makeEnvironment>) =>
  readConfig(environment, 'synapse-config', 'homeserver.yaml');

describe('the catalogue', () => {
  it('gives every kind names of its own', () => {
    for (const key of ['name', 'kubernetesName', 'component'] as const) {
      const names = [mainProcess.kubernetesName, ...workerKinds.map((kind) => kind[key])];
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('names StatefulSets so that their pods and revisions stay valid label values', () => {
    for (const { kubernetesName } of workerKinds) expect(kubernetesName).toMatch(/^synapse-[a-z-]{1,44}$/);
  });

  it('balances exactly the kinds that the router reaches', () => {
    for (const kind of workerKinds) expect(kind.balance !== undefined).toBe(kind.serves.length > 0);
  });

  it('keeps fewer connections than it may open', () => {
    for (const { connections } of workerKinds) expect(connections.min).toBeLessThan(connections.max);
  });

  it.each(workerKinds)('says rightly who restarts when the number of $name changes', (kind) => {
    const [few, many] = [withWorkers({ [kind.name]: 2 }), withWorkers({ [kind.name]: 3 })];
    const unchanged = JSON.stringify(shared(few)) === JSON.stringify(shared(many));
    expect(unchanged).toBe(kind.restart === 'itself');
  });
});

describe('shared work', () => {
  it('lists main and the event persisters in instance_map, and nobody else', () => {
    const map = shared(makeEnvironment())['instance_map'] as Record<string, { host: string; port: number }>;
    expect(Object.keys(map)).toEqual([
      'main',
      'synapse-event-persister-0',
      'synapse-event-persister-1',
      'synapse-event-persister-2',
    ]);
    expect(map['main']).toEqual({ host: 'synapse-main.matrix.svc.cluster.local', port: 9093 });
    expect(map['synapse-event-persister-2']?.host).toBe(
      'synapse-event-persister-2.synapse-event-persister.matrix.svc.cluster.local',
    );
  });

  it('knows every stream writer by its address', () => {
    const { instance_map: map, stream_writers: writers } = shared(makeEnvironment());
    const names = Object.values(writers as Record<string, string[]>).flat();
    expect(names).toHaveLength(3);
    for (const name of names) expect(map).toHaveProperty(name);
  });

  it('names the senders of the environment', () => {
    expect(shared(makeEnvironment())['federation_sender_instances']).toEqual([
      'synapse-federation-sender-0',
      'synapse-federation-sender-1',
    ]);
  });

  it('gives the work of absent kinds to main, which these lists call master', () => {
    const values = shared(withWorkers({ sync: 0, eventPersister: 0, federationSender: 0 }));
    expect(values['stream_writers']).toEqual({ events: ['master'] });
    expect(values['federation_sender_instances']).toEqual(['master']);
    expect(Object.keys(values['instance_map'] as object)).toEqual(['main']);
  });

  it('runs no senders where federation is closed', () => {
    const senders = workerKinds.filter(({ name }) => name === 'federationSender');
    expect(senders.flatMap((kind) => nameWorkers(closed(), kind))).toEqual([]);
    expect(shared(closed())['federation_sender_instances']).toEqual(['master']);
  });
});
