import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Ask, jsonOf } from './http.ts';
import { NoAnswer } from './outcome.ts';
import { refusal, type User } from './users.ts';

/** A private room of the test users, in which messages can be sent and waited for. */
export interface Conversation {
  readonly room: string;
  /** Sends a message and waits until it arrives in a sync; gives the milliseconds that took. Senders take turns. */
  readonly say: () => Promise<number>;
  /** Leaves the room. */
  readonly end: (farewell: Ask) => Promise<void>;
}

interface SyncAnswer {
  readonly next_batch?: string;
  readonly rooms?: {
    readonly join?: Readonly<
      Record<string, { readonly timeline?: { readonly events?: { event_id?: string }[] } }>
    >;
  };
}

/** Nothing but messages of the room: a sync of a real user may be large. */
const filterFor = (room: string) =>
  JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      rooms: [room],
      timeline: { types: ['m.room.message'], limit: 20 },
      state: { types: [] },
      ephemeral: { types: [] },
      account_data: { types: [] },
    },
  });

/**
 * Makes the room, and lets the second user in where there is one. `client`: base URL of the client API; `patience`: milliseconds within
 * which a message must arrive; `pause`: milliseconds that a sender leaves between two messages, so that none is refused for its pace.
 */
export async function startConversation(
  client: string,
  users: readonly [User, ...User[]],
  ask: Ask,
  { patience, pause }: { readonly patience: number; readonly pause: number },
): Promise<Conversation> {
  const [owner, ...guests] = users;
  const post = async <Value>(user: User, path: string, json: object): Promise<Value> => {
    const answer = await ask(`${client}${path}`, { token: user.token, json });
    if (answer.status !== 200) throw refusal(`POST ${path}`, answer);
    return jsonOf(answer) as Value;
  };
  const { room_id: room } = await post<{ room_id: string }>(owner, '/createRoom', {
    preset: 'private_chat',
    name: 'verify',
    invite: guests.map(({ id }) => id),
    // Nobody of another server could come in anyway.
    creation_content: { 'm.federate': false },
  });
  const path = `/rooms/${encodeURIComponent(room)}`;
  for (const guest of guests) await post(guest, `${path}/join`, {});

  const seen = new Map<string, string>();
  const sent = new Map<string, number>();
  const keepPace = async (sender: User) => {
    const last = sent.get(sender.id) ?? Number.NEGATIVE_INFINITY;
    await setTimeout(Math.max(0, last + pause - Date.now()));
    sent.set(sender.id, Date.now());
  };
  const sync = async (user: User, wait: number): Promise<SyncAnswer> => {
    const since = seen.get(user.id);
    const query = new URLSearchParams({
      filter: filterFor(room),
      timeout: String(since === undefined ? 0 : wait),
      ...(since !== undefined && { since }),
    });
    const answer = await ask(`${client}/sync?${query}`, { token: user.token });
    if (answer.status !== 200) throw refusal('GET /sync', answer);
    const read = jsonOf(answer) as SyncAnswer;
    if (read.next_batch !== undefined) seen.set(user.id, read.next_batch);
    return read;
  };

  let turn = 0;
  return {
    room,
    say: async () => {
      const sender = users[turn % users.length] ?? owner;
      turn += 1;
      const reader = users[turn % users.length] ?? owner;
      if (!seen.has(reader.id)) await sync(reader, 0);
      await keepPace(sender);
      const began = Date.now();
      const answer = await ask(`${client}${path}/send/m.room.message/${randomUUID()}`, {
        method: 'PUT',
        token: sender.token,
        json: { msgtype: 'm.text', body: 'verify' },
      });
      const { event_id: event } = (jsonOf(answer) ?? {}) as { event_id?: string };
      if (answer.status !== 200 || event === undefined) throw refusal('sending a message', answer);
      while (Date.now() - began < patience) {
        const { rooms } = await sync(reader, 2_000);
        const events = rooms?.join?.[room]?.timeline?.events ?? [];
        if (events.some(({ event_id: id }) => id === event)) return Date.now() - began;
      }
      throw new NoAnswer(
        `a message that was sent did not arrive in a sync within ${patience / 1000} s`,
        'processes do not hear each other: docs/runbooks/synapse-replication-lost.md',
      );
    },
    end: async (farewell) => {
      for (const user of users)
        for (const last of ['leave', 'forget'])
          await farewell(`${client}${path}/${last}`, { token: user.token, json: {} }).catch(() => undefined);
    },
  };
}
