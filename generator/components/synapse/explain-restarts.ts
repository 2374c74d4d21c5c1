import type { WorkerKindName } from '../../environment/schema/worker-kinds.ts';
import { workerKinds } from './worker-catalogue.ts';
import { isNamedInSharedConfig } from './workers/worker-kind.ts';

/** What restarts when the number of workers of a kind changes. */
export interface Restarts {
  /** Kinds whose processes come and go alone. */
  readonly themselves: readonly WorkerKindName[];
  /** Kinds that the shared configuration names: all Synapse processes must agree on them, so all restart. */
  readonly everything: readonly WorkerKindName[];
}

/** Sorts the kinds of the catalogue by what a change of their number restarts. */
export function explainRestarts(): Restarts {
  const kindsThat = (named: boolean) =>
    workerKinds.filter((kind) => isNamedInSharedConfig(kind) === named).map(({ name }) => name);
  return { themselves: kindsThat(false), everything: kindsThat(true) };
}
