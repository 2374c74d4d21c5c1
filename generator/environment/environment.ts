import type { EnvironmentFile } from './schema/environment-schema.ts';

/** Every property present, at every depth; `null` stays where a value may be absent on purpose. */
type Resolved<T> = T extends readonly (infer Item)[]
  ? readonly Resolved<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Resolved<Exclude<T[Key], undefined>> }
    : T;

/**
 * One deployment, fully resolved and frozen: every optional value of its file is filled from the sizing preset or a default, so a
 * component never asks whether something is set. Taint values are the one exception: an absent value is `''`.
 */
export type Environment = Resolved<EnvironmentFile>;

/** Requests and memory limit of one container. */
export type Resources = Environment['postgres']['resources'];

/** One pool of the node inventory. */
export type NodePool = Environment['cluster']['nodePools'][string];

/** Where a resolved value came from. */
export type Origin =
  | { readonly source: 'file'; readonly line: number; readonly column: number }
  /** A sizing preset, by name. */
  | { readonly source: 'preset'; readonly preset: string }
  | { readonly source: 'default' };

/** A resolved environment and where its values came from. */
export interface LoadedEnvironment {
  readonly environment: Environment;
  /** Path of the file, relative to the repository root: `environments/production.yaml`. */
  readonly file: string;
  /** Origin by dotted path (`synapse.workers.sync.replicas`), for leaves and for whole sections that the file writes. */
  readonly origins: ReadonlyMap<string, Origin>;
}
