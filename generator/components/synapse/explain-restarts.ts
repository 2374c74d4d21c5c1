import type { Environment } from '../../environment/environment.ts';
import { makePools } from './router/pools.ts';
import { type WorkerKind, workerKinds } from './worker-catalogue.ts';
import { isNamedInSharedConfig } from './workers/worker-kind.ts';

type Names = readonly string[];

/** What restarts when the number of workers of a kind changes; kinds by what their change means. */
export interface Restarts {
  /** Their processes come and go alone. */
  readonly themselves: Names;
  /** The shared configuration names them, so all Synapse processes restart, one by one. */
  readonly everything: Names;
  /** As `everything`, and the processes of the kind must all have stopped before. */
  readonly afterEquals: Names;
  /** As `everything`, and every Synapse process must have stopped before. */
  readonly afterEverybody: Names;
  /** How many workers of a kind the router has places for; it restarts too when a number goes past that, or from or to none. */
  readonly routerPlaces: readonly { readonly kind: string; readonly places: number }[];
}

/** Sorts the kinds of the catalogue by what a change of their number restarts. */
export function explainRestarts(environment: Environment): Restarts {
  const named = (condition: (kind: WorkerKind) => boolean) =>
    workerKinds.filter(condition).map(({ name }) => name);
  const shared = (stopFirst: WorkerKind['stopFirst']) =>
    named((kind) => isNamedInSharedConfig(kind) && kind.stopFirst === stopFirst);
  const pools = makePools(environment);
  return {
    themselves: named((kind) => !isNamedInSharedConfig(kind)),
    everything: shared(undefined),
    afterEquals: shared('equals'),
    afterEverybody: shared('everybody'),
    routerPlaces: workerKinds.flatMap(({ name, component }) => {
      const places = pools.find((pool) => pool.name === component)?.servers.length ?? 1;
      return places > 1 ? [{ kind: name, places }] : [];
    }),
  };
}
