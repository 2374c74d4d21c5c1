import { clientPath, type Route, reading, segment } from './route.ts';

const writing = ['PUT', 'POST', 'DELETE'] as const;
const accountData = clientPath(
  `user/${segment}/(rooms/${segment}/(tags|account_data)|account_data)(/${segment})?`,
);
const presence = clientPath(`presence/${segment}/status`, { v1: true });
const pushRules = clientPath('pushrules/.*', { v1: true });

/**
 * Requests that write a stream go to its writer: any other process would pass them on. Reads of the same go there too, so that a client
 * reads what it has just written; where main is the writer, a reader answers them.
 * Source: element-hq/synapse v1.163.2 `docs/workers.md`, stream writers.
 */
export const writerRoutes: readonly Route[] = [
  {
    name: 'typing',
    path: clientPath(`rooms/${segment}/typing/${segment}`, { v1: true }),
    target: ['typing'],
    why: 'writes the stream typing',
  },
  {
    name: 'messages to devices',
    path: clientPath(`sendToDevice/${segment}/${segment}`),
    target: ['to-device'],
    why: 'writes the stream to_device',
  },
  {
    name: 'account data, writing',
    path: accountData,
    methods: writing,
    target: ['account-data'],
    why: 'writes the stream account_data',
  },
  {
    name: 'account data, reading',
    path: accountData,
    methods: reading,
    target: ['account-data', 'client-reader'],
    why: 'its writer, or any reader',
  },
  {
    name: 'receipts',
    path: clientPath(`rooms/${segment}/(receipt/${segment}/${segment}|read_markers)`),
    target: ['receipts'],
    why: 'writes the stream receipts',
  },
  {
    name: 'presence, writing',
    path: presence,
    methods: writing,
    target: ['presence'],
    why: 'writes the stream presence',
  },
  {
    name: 'presence, reading',
    path: presence,
    methods: reading,
    target: ['presence', 'client-reader'],
    why: 'its writer, or any reader',
  },
  {
    name: 'push rules, writing',
    path: pushRules,
    methods: writing,
    target: ['push-rules'],
    why: 'writes the stream push_rules',
  },
  {
    name: 'push rules, reading',
    path: pushRules,
    methods: reading,
    target: ['push-rules', 'client-reader'],
    why: 'its writer, or any reader',
  },
  {
    name: 'devices and their keys',
    path: clientPath(
      `(delete_devices|devices(/${segment})?|keys/(upload|device_signing/upload|signatures/upload))`,
      { v1: true },
    ),
    target: ['device-lists', 'client-reader'],
    why: 'writes the stream device_lists; any worker may serve it',
  },
  {
    name: 'thread subscriptions',
    path: `/_matrix/client/unstable/(io\\.element\\.msc4306/rooms/${segment}/thread/${segment}/subscription|io\\.element\\.msc4308/thread_subscriptions)`,
    target: ['thread-subscriptions'],
    why: 'writes the stream thread_subscriptions',
  },
];
