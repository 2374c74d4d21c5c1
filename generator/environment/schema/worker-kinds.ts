/** What an environment file may ask of one kind of Synapse worker. */
export interface WorkerKindSetting {
  readonly description: string;
  /** Why Synapse allows only one process of this kind; absent when there may be many. */
  readonly single?: string;
}

/**
 * Kinds of Synapse workers that an environment may have: the keys of `synapse.workers`. How many writers a stream may have, and which
 * work cannot be divided, is in element-hq/synapse v1.163.2 `synapse/config/workers.py` and `docs/workers.md`.
 */
export const workerKindSettings = {
  sync: { description: '/sync and its relatives' },
  slidingSync: { description: 'Sliding sync, the long-poll of newer clients' },
  initialSync: { description: 'First syncs of new devices, kept apart from the rest' },
  clientReader: { description: 'Reads of the client API, login and registration, encryption keys' },
  eventCreator: { description: 'Requests that make events: send, join, state, profile' },
  eventPersister: { description: 'Writes events; sharded by room' },
  federationInbound: { description: 'Transactions that other servers send' },
  federationReader: { description: 'Questions of other servers: state, joins, backfill' },
  federationSender: { description: 'Sends to other servers; sharded by destination' },
  typing: {
    description: 'Writes who is typing',
    single: 'Synapse accepts one writer of the stream typing',
  },
  toDevice: {
    description: 'Writes messages between devices',
    single: 'Synapse accepts one writer of the stream to_device',
  },
  accountData: {
    description: 'Writes account data and room tags',
    single: 'Synapse accepts one writer of the stream account_data',
  },
  receipts: { description: 'Writes read receipts' },
  presence: {
    description: 'Keeps who is online; useful only with presence switched on',
    single: 'Synapse accepts one writer of the stream presence',
  },
  pushRules: {
    description: 'Writes push rules',
    single: 'Synapse accepts one writer of the stream push_rules',
  },
  deviceLists: { description: 'Writes devices and their keys' },
  threadSubscriptions: { description: 'Writes thread subscriptions, an experiment that is off by default' },
  mediaRepository: {
    description: 'Uploads, downloads and thumbnails',
    single: 'several media processes would need one file system, and its volume belongs to one pod',
  },
  background: {
    description: 'Periodic housekeeping of the database',
    single: 'run_background_tasks_on names one process; a second would do nothing',
  },
  pusher: { description: 'Sends push notifications; sharded by user' },
  userDirectory: {
    description: 'Keeps the user directory and searches it',
    single: 'the work cannot be divided: update_user_directory_from_worker names one process',
  },
} as const satisfies Record<string, WorkerKindSetting>;

/** Name of a kind of worker: its key under `synapse.workers` in an environment file. */
export type WorkerKindName = keyof typeof workerKindSettings;

/** Names of all kinds, in reading order. */
export const workerKindNames = Object.keys(workerKindSettings) as WorkerKindName[];

/** Why there may be only one process of a kind; undefined when there may be many. */
export function whySingle(kind: WorkerKindName): string | undefined {
  const setting: WorkerKindSetting = workerKindSettings[kind];
  return setting.single;
}
