import type { WorkerKindName } from '../../../environment/schema/worker-kinds.ts';

/** API resources of an HTTP listener (`KNOWN_RESOURCES` in `synapse/config/server.py`). */
export type ListenerResource = 'client' | 'federation' | 'media' | 'openid' | 'replication' | 'health';

/** A stream that exactly the named processes may write (`WriterLocations` in `synapse/config/workers.py`). */
export type StreamName =
  | 'events'
  | 'typing'
  | 'to_device'
  | 'account_data'
  | 'receipts'
  | 'presence'
  | 'push_rules'
  | 'device_lists'
  | 'thread_subscriptions'
  | 'quarantined_media_changes';

/** A list in the shared configuration that divides work among the processes it names. */
export type SharedPool = 'federation_sender_instances' | 'pusher_instances';

/** A key of the shared configuration that names the one process that does this work. */
export type SingleDuty =
  | 'run_background_tasks_on'
  | 'update_user_directory_from_worker'
  | 'media_instance_running_background_jobs';

/**
 * What keeps requests that belong together on one process: the user of the access token, the room or user in the path, the server
 * that signed the request, the whole URI. `spread`: nothing does.
 */
export type Balance = 'user' | 'room' | 'origin' | 'uri' | 'spread';

/** What there is to know about one kind of worker. Manifests, configuration, routing and connection budget are computed from it. */
export interface WorkerKind {
  readonly name: WorkerKindName;
  readonly summary: string;
  /** StatefulSet and Service; pods are `<kubernetesName>-<ordinal>`, and a pod's name is its `worker_name`. */
  readonly kubernetesName: string;
  /** Value of `app.kubernetes.io/component` and of the pool in the router. */
  readonly component: string;
  readonly workerApp: 'synapse.app.generic_worker' | 'synapse.app.media_repository';
  /** API resources of its HTTP listener; empty when the router sends it nothing. */
  readonly serves: readonly ListenerResource[];
  readonly streams: readonly StreamName[];
  readonly sharedPool?: SharedPool;
  readonly duty?: SingleDuty;
  /** Absent when the router sends it nothing. */
  readonly balance?: Balance;
  /** Database connections that one process keeps and may open (`cp_min`, `cp_max`); a pool never shrinks. */
  readonly connections: { readonly min: number; readonly max: number };
  /**
   * Who must have stopped before their number changes, since two processes that divide the work differently would do the same part of it:
   * everybody who hands out work, or the equals alone. Absent: a rolling restart does (`docs/workers.md`).
   */
  readonly stopFirst?: 'everybody' | 'equals';
  /** True when the kind has nothing to do with federation closed. */
  readonly onlyFederating?: boolean;
}

/** Whether the shared configuration names the processes of a kind, so that all processes must agree on how many there are. */
export function isNamedInSharedConfig({ streams, sharedPool, duty }: WorkerKind): boolean {
  return streams.length > 0 || sharedPool !== undefined || duty !== undefined;
}
