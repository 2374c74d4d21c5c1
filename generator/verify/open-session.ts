import { rootCertificates } from 'node:tls';
import { numberIn } from '../kubernetes/json.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cluster } from './cluster.ts';
import type { Place, VerifyContext } from './context.ts';
import { type Conversation, startConversation } from './conversation.ts';
import { makeAsk } from './http.ts';
import { joinLivekit } from './join-livekit.ts';
import { homeserverConfig } from './rendered.ts';
import { type Credentials, makeUsers } from './users.ts';

/** What a session is opened with. */
export interface SessionOptions {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly credentials: Credentials;
  /** More CA certificates than those of the environment and of Node, PEM. */
  readonly ca: readonly string[];
  /** Addresses by host, before DNS. */
  readonly resolve: ReadonlyMap<string, string>;
  readonly place: Place;
  /** Milliseconds until one answer is given up. */
  readonly patience: number;
  readonly repeated: boolean;
  /** Stops the probes; cleaning up goes on. */
  readonly signal: AbortSignal;
}

/** A context for probes, and what must be cleaned up after them. */
export interface Session {
  readonly context: VerifyContext;
  /** Leaves rooms and erases test users. Gives what could not be removed, in words; never throws. */
  readonly close: () => Promise<string[]>;
}

/** Opens nothing yet: users and rooms are made when a probe first asks for them. */
export function openSession(options: SessionOptions): Session {
  const { platform, cluster, credentials, place, patience, repeated, signal } = options;
  const { environment } = platform;
  const { trustedCa } = environment.certificates;
  const ca = [...rootCertificates, ...(trustedCa === null ? [] : [trustedCa]), ...options.ca];
  const addressOf = (host: string) => options.resolve.get(host);
  const http = { ca, addressOf, patience, signal };
  const ask = makeAsk(http);
  const farewell = makeAsk({ ...http, signal: new AbortController().signal });
  const users = makeUsers(platform, credentials, ask, farewell);
  const clientApi = `https://${environment.hosts.matrix}/_matrix/client/v3`;
  let conversation: Promise<Conversation> | undefined;
  return {
    context: {
      platform,
      environment,
      ask,
      users,
      conversation: () => {
        conversation ??= users
          .all()
          .then((all) =>
            startConversation(clientApi, all, ask, { patience, pause: pauseBetweenMessages(platform) }),
          );
        return conversation;
      },
      joinLivekit: (url, token) => joinLivekit(url, token, http),
      cluster,
      addressOf,
      ca,
      place,
      patience,
      repeated,
      now: () => new Date(),
    },
    close: async () => {
      const opened = await conversation?.catch(() => undefined);
      await opened?.end(farewell);
      return users.close();
    },
  };
}

/** Synapse's own limit of messages, where `homeserver.yaml` names none (v1.163.2 `synapse/config/ratelimiting.py`). */
const messagesPerSecond = 0.2;

/** Milliseconds between two messages of one sender that Synapse does not refuse however long it goes on. */
export function pauseBetweenMessages(platform: Platform): number {
  return 1000 / (numberIn(homeserverConfig(platform), 'rc_message', 'per_second') ?? messagesPerSecond);
}
