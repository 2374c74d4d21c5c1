import type { EnvironmentFile } from './schema/environment-schema.ts';
import type { SealedSecret } from './schema/sealed-secret.ts';

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
export type Environment = Resolved<EnvironmentFile> & {
  /** What stands in `environments/sealed/<name>.yaml`; empty for other slots than `sealed-secrets`. */
  readonly sealedSecrets: readonly SealedSecret[];
};

/** Requests and memory limit of one container. */
export type Resources = Environment['postgres']['resources'];

/** One pool of the node inventory. */
export type NodePool = Environment['cluster']['nodePools'][string];

/** Where a value came from that the file does not write. */
export type LayerOrigin =
  /** The defaults of `scale.availability`. */
  | { readonly source: 'availability'; readonly availability: 'high' | 'single' }
  /** A sizing preset, by name. */
  | { readonly source: 'preset'; readonly preset: string }
  | { readonly source: 'default' };

/** Where a resolved value came from. In a file: the value, or the key of a section; line and column from 1. */
export type Origin =
  | { readonly source: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | LayerOrigin;

/** A resolved environment and where its values came from. */
export interface LoadedEnvironment {
  readonly environment: Environment;
  /** Path of the file, relative to the repository root: `environments/production.yaml`. */
  readonly file: string;
  /**
   * Origin by path as `formatPath` prints it (`synapse.workers.sync.replicas`, `network.adminNetworks[0]`), for leaves and for whole
   * sections that the file writes.
   */
  readonly origins: ReadonlyMap<string, Origin>;
}
