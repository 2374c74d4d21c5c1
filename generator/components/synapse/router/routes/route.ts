import type { PoolName } from '../pool-table.ts';

/** Answers of the router. */
export type Answer =
  | 'preflight'
  | 'well-known-client'
  | 'well-known-server'
  | 'well-known-support'
  | 'forbidden'
  | 'unknown';

/**
 * Where a request goes: the main process, an answer that the router gives itself, or pools of workers of which the first that the
 * environment has answers; main does where it has none.
 */
export type Target = 'main' | Answer | readonly PoolName[];

/** One row: requests that match it and no row above it go to its target. */
export interface Route {
  readonly name: string;
  /** Regular expression for the whole path as it came, not decoded: Synapse matches it undecoded too. */
  readonly path: string;
  /** Default: every method. */
  readonly methods?: readonly string[];
  readonly target: Target;
  readonly why: string;
}

/** Methods that read. */
export const reading = ['GET', 'HEAD'] as const;

/** One path segment. A row that says it once matches no longer path, however much of one is encoded. */
export const segment = '[^/]+';

/**
 * Path of a client endpoint under each prefix that Synapse registers it for (`client_patterns` in `synapse/rest/client/_base.py`):
 * `v1` for the endpoints that existed before r0.
 */
export function clientPath(path: string, { v1 = false } = {}): string {
  return `/_matrix/client/(${v1 ? 'api/v1|' : ''}r0|v3|unstable)/${path}`;
}

/**
 * A row as one regular expression over method and path without anything between them, `GET/_matrix/…`: methods have no slash, so
 * the two cannot be confused.
 */
export function routePattern({ path, methods }: Pick<Route, 'path' | 'methods'>): string {
  return `^(${methods?.join('|') ?? '[^/]+'})(${path})$`;
}
