import type { WorkerKindName } from './schema/worker-kinds.ts';

/** Sizes that have a sizing preset. */
type Size = 'small' | 'medium' | 'large';

interface WorkerSize {
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit: string;
}

/** One process by what fills its memory. */
const sizes = {
  /** Caches of rooms, state and users. */
  reader: {
    small: { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' },
    medium: { cpu: '300m', memory: '512Mi', memoryLimit: '4Gi' },
    large: { cpu: '300m', memory: '512Mi', memoryLimit: '4Gi' },
  },
  /** State of the rooms that it writes. */
  persister: {
    small: { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' },
    medium: { cpu: '400m', memory: '384Mi', memoryLimit: '4Gi' },
    large: { cpu: '400m', memory: '384Mi', memoryLimit: '6Gi' },
  },
  /** Queues of what is still to be sent. */
  sender: {
    small: { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' },
    medium: { cpu: '300m', memory: '512Mi', memoryLimit: '2Gi' },
    large: { cpu: '300m', memory: '512Mi', memoryLimit: '4Gi' },
  },
  /** One kind of small rows. */
  writer: {
    small: { cpu: '50m', memory: '192Mi', memoryLimit: '512Mi' },
    medium: { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' },
    large: { cpu: '200m', memory: '384Mi', memoryLimit: '2Gi' },
  },
} as const satisfies Record<string, Record<Size, WorkerSize>>;

/**
 * Processes of each kind and their size. 0 leaves the work to main, or to the pool that stands in for the kind.
 *
 * `large` has the design's 10 sync workers, 3 event persisters and 2 federation senders; the other kinds take from main what 20,000
 * users ask of it. 500 users need none of the single writers: main has time for them. Presence is off above 1,000 users and thread
 * subscriptions are an experiment, so neither has a process at any size.
 */
const kinds: Readonly<Record<WorkerKindName, { count: Record<Size, number>; size: keyof typeof sizes }>> = {
  sync: { count: { small: 2, medium: 4, large: 10 }, size: 'reader' },
  slidingSync: { count: { small: 1, medium: 2, large: 4 }, size: 'reader' },
  initialSync: { count: { small: 0, medium: 1, large: 2 }, size: 'reader' },
  clientReader: { count: { small: 1, medium: 2, large: 4 }, size: 'reader' },
  eventCreator: { count: { small: 1, medium: 2, large: 3 }, size: 'reader' },
  eventPersister: { count: { small: 1, medium: 2, large: 3 }, size: 'persister' },
  federationInbound: { count: { small: 1, medium: 1, large: 2 }, size: 'reader' },
  federationReader: { count: { small: 0, medium: 1, large: 2 }, size: 'reader' },
  federationSender: { count: { small: 1, medium: 2, large: 2 }, size: 'sender' },
  typing: { count: { small: 0, medium: 1, large: 1 }, size: 'writer' },
  toDevice: { count: { small: 0, medium: 1, large: 1 }, size: 'writer' },
  accountData: { count: { small: 0, medium: 0, large: 1 }, size: 'writer' },
  receipts: { count: { small: 0, medium: 1, large: 2 }, size: 'writer' },
  presence: { count: { small: 0, medium: 0, large: 0 }, size: 'writer' },
  pushRules: { count: { small: 0, medium: 0, large: 1 }, size: 'writer' },
  deviceLists: { count: { small: 0, medium: 1, large: 2 }, size: 'writer' },
  threadSubscriptions: { count: { small: 0, medium: 0, large: 0 }, size: 'writer' },
  mediaRepository: { count: { small: 0, medium: 1, large: 1 }, size: 'sender' },
  background: { count: { small: 0, medium: 1, large: 1 }, size: 'writer' },
  pusher: { count: { small: 0, medium: 1, large: 2 }, size: 'writer' },
  userDirectory: { count: { small: 0, medium: 0, large: 1 }, size: 'writer' },
};

/** A kind of worker as a sizing preset sets it. */
export interface WorkerPreset {
  readonly replicas: number;
  readonly resources: WorkerSize;
}

/** `synapse.workers` of a sizing preset. */
export function makeWorkerPreset(size: Size): Record<WorkerKindName, WorkerPreset> {
  return mapKinds((kind) => ({
    replicas: kinds[kind].count[size],
    resources: sizes[kinds[kind].size][size],
  }));
}

/** Kinds that a server of one node has a process of its own for: enough to be made of the same parts as a large one. */
const singleNodeKinds: readonly WorkerKindName[] = ['sync', 'eventPersister', 'federationSender'];

/** `synapse.workers` where `scale.availability` is `single`. */
export function makeSingleNodeWorkers(): Record<WorkerKindName, Pick<WorkerPreset, 'replicas'>> {
  return mapKinds((kind) => ({ replicas: singleNodeKinds.includes(kind) ? 1 : 0 }));
}

function mapKinds<T>(make: (kind: WorkerKindName) => T): Record<WorkerKindName, T> {
  return Object.fromEntries(Object.keys(kinds).map((kind) => [kind, make(kind as WorkerKindName)])) as Record<
    WorkerKindName,
    T
  >;
}
