import type { StreamName, WorkerKind } from './worker-kind.ts';

type Named = Pick<WorkerKind, 'name' | 'summary' | 'component' | 'connections'>;

/** A process that alone, or with its equals, writes a stream. Requests that write it go there straight, sparing one step. */
function writer(stream: StreamName, kind: Named): WorkerKind {
  return {
    ...kind,
    kubernetesName: `synapse-${kind.component}`,
    workerApp: 'synapse.app.generic_worker',
    serves: ['client'],
    streams: [stream],
    balance: 'spread',
  };
}

/** Workers that write one stream each. */
export const streamWriters: readonly WorkerKind[] = [
  {
    name: 'eventPersister',
    summary: 'Writes events to the database; rooms are divided among the processes',
    kubernetesName: 'synapse-event-persister',
    component: 'event-persister',
    workerApp: 'synapse.app.generic_worker',
    serves: [],
    streams: ['events'],
    stopFirst: 'everybody',
    connections: { min: 3, max: 8 },
  },
  writer('typing', {
    name: 'typing',
    summary: 'Remembers who is typing, in memory',
    component: 'typing',
    connections: { min: 1, max: 3 },
  }),
  writer('to_device', {
    name: 'toDevice',
    summary: 'Writes messages from device to device, such as keys of encrypted rooms',
    component: 'to-device',
    connections: { min: 2, max: 5 },
  }),
  writer('account_data', {
    name: 'accountData',
    summary: 'Writes account data and room tags',
    component: 'account-data',
    connections: { min: 1, max: 4 },
  }),
  writer('receipts', {
    name: 'receipts',
    summary: 'Writes read receipts',
    component: 'receipts',
    connections: { min: 2, max: 5 },
  }),
  writer('presence', {
    name: 'presence',
    summary: 'Keeps in memory who is online',
    component: 'presence',
    connections: { min: 1, max: 4 },
  }),
  writer('push_rules', {
    name: 'pushRules',
    summary: 'Writes push rules',
    component: 'push-rules',
    connections: { min: 1, max: 4 },
  }),
  writer('device_lists', {
    name: 'deviceLists',
    summary: 'Writes devices and their keys',
    component: 'device-lists',
    connections: { min: 2, max: 5 },
  }),
  writer('thread_subscriptions', {
    name: 'threadSubscriptions',
    summary: 'Writes who follows which thread',
    component: 'thread-subscriptions',
    connections: { min: 1, max: 4 },
  }),
];
