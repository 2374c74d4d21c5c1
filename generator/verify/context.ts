import type { Environment } from '../environment/environment.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cluster } from './cluster.ts';
import type { Conversation } from './conversation.ts';
import type { Ask } from './http.ts';
import type { Users } from './users.ts';

/** Where the requests come from, as the allow list of the admin host sees it; `unknown` where nobody said. */
export type Place = 'inside' | 'outside' | 'unknown';

/** Everything that probes may use: what should be there, and the ways to ask what is. */
export interface VerifyContext {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly ask: Ask;
  readonly users: Users;
  /** A room of the users, made when first asked for. */
  readonly conversation: () => Promise<Conversation>;
  /** Connects to LiveKit's signalling with a token of the authoriser, and leaves again. */
  readonly joinLivekit: (url: string, token: string) => Promise<void>;
  readonly cluster: Cluster;
  /** Address that a host is reached at; undefined where DNS says it. */
  readonly addressOf: (host: string) => string | undefined;
  /** CA certificates that servers may be signed by, PEM. */
  readonly ca: readonly string[];
  readonly place: Place;
  /** Milliseconds until one answer is given up. */
  readonly patience: number;
  /** True while a drill repeats a probe every second: what is asked should then be small. */
  readonly repeated: boolean;
  readonly now: () => Date;
}
