import type { WorkerKindName } from '../../../environment/schema/worker-kinds.ts';
import type { Balance } from '../worker-catalogue.ts';
import { routerTimeouts } from './timeouts.ts';

/** How many requests a pool takes, and how long it may think. */
export interface PoolLimits {
  /** Requests that one router keeps open at one server; more wait in the router's queue. */
  readonly maxConnections: number;
  /** Seconds of silence before the router gives up. */
  readonly serverTimeout: number;
}

/** One pool of the router: requests of one sort, at the workers of one kind. */
export interface PoolDefinition {
  readonly kind: WorkerKindName;
  readonly limits: PoolLimits;
  /** Default: the key of the kind. */
  readonly balance?: Balance;
  /** Who answers while no server of the pool is up; default: main. `nobody`: no other process can. */
  readonly standIn?: 'sync' | 'nobody';
}

/** Limits by what the requests do. */
export const poolLimits = {
  /** Waiting costs a worker little; ten workers hold 20,000 long-polls even when one router is left. */
  waiting: { maxConnections: 2_000, serverTimeout: routerTimeouts.syncServer },
  /** Seconds of CPU each: more at once only make all of them slower. */
  heavy: { maxConnections: 50, serverTimeout: routerTimeouts.mainServer },
  /** Milliseconds usually; minutes for a join of a large room over federation. */
  usual: { maxConnections: 250, serverTimeout: routerTimeouts.mainServer },
} as const satisfies Record<string, PoolLimits>;

/** Pools that rows of the routing table may name. */
export const poolTable = {
  sync: { kind: 'sync', limits: poolLimits.waiting },
  'sliding-sync': { kind: 'slidingSync', limits: poolLimits.waiting, standIn: 'sync' },
  'initial-sync': { kind: 'initialSync', limits: poolLimits.heavy, standIn: 'sync' },
  'client-reader': { kind: 'clientReader', limits: poolLimits.usual },
  // The same workers as client-reader, with another key.
  'room-history': { kind: 'clientReader', limits: poolLimits.usual, balance: 'room' },
  'event-creator': { kind: 'eventCreator', limits: poolLimits.usual },
  'federation-inbound': { kind: 'federationInbound', limits: poolLimits.usual },
  'federation-reader': { kind: 'federationReader', limits: poolLimits.usual },
  'media-repository': { kind: 'mediaRepository', limits: poolLimits.usual, standIn: 'nobody' },
  typing: { kind: 'typing', limits: poolLimits.usual },
  'to-device': { kind: 'toDevice', limits: poolLimits.usual },
  'account-data': { kind: 'accountData', limits: poolLimits.usual },
  receipts: { kind: 'receipts', limits: poolLimits.usual },
  presence: { kind: 'presence', limits: poolLimits.usual },
  'push-rules': { kind: 'pushRules', limits: poolLimits.usual },
  'device-lists': { kind: 'deviceLists', limits: poolLimits.usual },
  'thread-subscriptions': { kind: 'threadSubscriptions', limits: poolLimits.usual },
  'user-directory': { kind: 'userDirectory', limits: poolLimits.usual },
} as const satisfies Record<string, PoolDefinition>;

/** Name of a pool of workers. */
export type PoolName = keyof typeof poolTable;

/** All pools of workers, in the order of the table. */
export const poolDefinitions: readonly (PoolDefinition & { readonly name: PoolName })[] = Object.entries(
  poolTable,
).map(([name, definition]) => ({ name: name as PoolName, ...definition }));
