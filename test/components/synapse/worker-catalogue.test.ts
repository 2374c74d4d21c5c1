import { describe, expect, it } from 'vitest';
import { mainProcess, workerKinds } from '../../../generator/components/synapse/worker-catalogue.ts';
import { nameWorkers } from '../../../generator/components/synapse/worker-names.ts';
import { isNamedInSharedConfig } from '../../../generator/components/synapse/workers/worker-kind.ts';
import { whySingle } from '../../../generator/environment/schema/worker-kinds.ts';
import { closed, makeEnvironment, none, readConfig, withWorkers } from './render.ts';

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

  it.each(workerKinds)('says rightly whether all must agree on the number of $name', (kind) => {
    const [few, many] = [withWorkers({ [kind.name]: 0 }), withWorkers({ [kind.name]: 1 })];
    const unchanged = JSON.stringify(shared(few)) === JSON.stringify(shared(many));
    expect(unchanged).toBe(!isNamedInSharedConfig(kind));
  });

  it('lets one process write a stream unless Synapse takes several', () => {
    const several = [
      'events',
      'receipts',
      'device_lists',
      'thread_subscriptions',
      'quarantined_media_changes',
    ];
    for (const { name, streams } of workerKinds.filter(({ streams }) => streams.length > 0))
      if (!streams.every((stream) => several.includes(stream))) expect(whySingle(name)).toBeDefined();
    for (const { name, duty } of workerKinds) if (duty !== undefined) expect(whySingle(name)).toBeDefined();
  });
});

describe('shared work', () => {
  it('lists in instance_map main and those that others call, and nobody else', () => {
    const map = shared(makeEnvironment())['instance_map'] as Record<string, { host: string; port: number }>;
    expect(Object.keys(map)).toEqual([
      'main',
      'synapse-media-repository-0',
      ...[0, 1, 2].map((ordinal) => `synapse-event-persister-${ordinal}`),
      'synapse-typing-0',
      'synapse-to-device-0',
      'synapse-account-data-0',
      ...[0, 1].map((ordinal) => `synapse-receipts-${ordinal}`),
      'synapse-push-rules-0',
      ...[0, 1].map((ordinal) => `synapse-device-lists-${ordinal}`),
      ...[0, 1].map((ordinal) => `synapse-federation-sender-${ordinal}`),
    ]);
    expect(map['main']).toEqual({ host: 'synapse-main.matrix.svc.cluster.local', port: 9093 });
    expect(map['synapse-event-persister-2']?.host).toBe(
      'synapse-event-persister-2.synapse-event-persister.matrix.svc.cluster.local',
    );
  });

  it('knows every stream writer by its address', () => {
    const { instance_map: map, stream_writers: writers } = shared(makeEnvironment());
    const names = Object.values(writers as Record<string, string[]>).flat();
    expect(names.filter((name) => name !== 'master')).toHaveLength(12);
    for (const name of names) if (name !== 'master') expect(map).toHaveProperty(name);
  });

  it('lets only the senders reach other servers, where there are any', () => {
    expect(shared(makeEnvironment())['outbound_federation_restricted_to']).toEqual([
      'synapse-federation-sender-0',
      'synapse-federation-sender-1',
    ]);
    for (const environment of [closed(), withWorkers({ federationSender: 0 })])
      expect(shared(environment)).not.toHaveProperty('outbound_federation_restricted_to');
  });

  it('names the senders of the environment', () => {
    expect(shared(makeEnvironment())['federation_sender_instances']).toEqual([
      'synapse-federation-sender-0',
      'synapse-federation-sender-1',
    ]);
  });

  it('gives the work of absent kinds to main, which these lists call master', () => {
    const values = shared(withWorkers(none));
    for (const writers of Object.values(values['stream_writers'] as object))
      expect(writers).toEqual(['master']);
    expect(values['federation_sender_instances']).toEqual(['master']);
    expect(values['pusher_instances']).toEqual(['master']);
    expect(values).not.toHaveProperty('run_background_tasks_on');
    expect(Object.keys(values['instance_map'] as object)).toEqual(['main']);
  });

  it('runs no senders where federation is closed', () => {
    const senders = workerKinds.filter(({ name }) => name === 'federationSender');
    expect(senders.flatMap((kind) => nameWorkers(closed(), kind))).toEqual([]);
    expect(shared(closed())['federation_sender_instances']).toEqual(['master']);
  });
});
