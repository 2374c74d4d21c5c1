import { lookup } from 'node:dns/promises';
import { turnUris } from '../../components/rtc/coturn/names.ts';
import type { Environment } from '../../environment/environment.ts';
import type { VerifyContext } from '../context.ts';
import { jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { fail, NoAnswer, type Outcome, pass } from '../outcome.ts';
import type { StunPlace } from '../turn/stun-socket.ts';
import { openTurnClient, type TurnAnswer, type TurnClient, type TurnUser } from '../turn/turn-client.ts';
import { refusal } from '../users.ts';

const turnRemedy =
  'see that DNS leads to the WebRTC nodes, that a firewall lets the port through, and the log of coturn: docs/runbooks/calls-target-down.md';

/** The parts of a `turn_uris` entry: `turns:turn.example.org:5349?transport=tcp`. */
function parseTurnUri(uri: string): { host: string; port: number; transport: StunPlace['transport'] } {
  const [, scheme, host = '', port, transport] =
    /^(turns?):([^:?]+):(\d+)\?transport=(udp|tcp)$/.exec(uri) ?? [];
  if (scheme === undefined) throw new NoAnswer(`${uri} is no TURN URI`, 'see turn_uris of homeserver.yaml');
  return {
    host,
    port: Number(port),
    transport: scheme === 'turns' ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp',
  };
}

/** Every address that a host leads to: one name may stand for several nodes. */
async function addressesOf({ addressOf }: VerifyContext, host: string): Promise<string[]> {
  const fixed = addressOf(host);
  if (fixed !== undefined) return [fixed];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/**
 * Opens a client for every address of every URI, one after the other, and uses it; `place` says which. Ends with the first failure, or
 * with the number of addresses.
 */
async function visitRelays(
  context: VerifyContext,
  uris: readonly string[],
  user: TurnUser,
  use: (client: TurnClient, place: string) => Promise<Outcome | undefined>,
): Promise<Outcome | number> {
  const { ca, patience } = context;
  let visited = 0;
  for (const uri of uris) {
    const { host, port, transport } = parseTurnUri(uri);
    let place = uri;
    try {
      for (const address of await addressesOf(context, host)) {
        place = `${uri} at ${address}`;
        const client = openTurnClient({ address, port, transport, name: host, ca }, user, patience);
        const outcome = await use(client, place).finally(client.close);
        if (outcome !== undefined) return outcome;
        visited += 1;
      }
    } catch (error) {
      throw new NoAnswer(`${place}: ${error instanceof Error ? error.message : error}`, turnRemedy);
    }
  }
  return visited;
}

/** The relays of calls between two people. */
export const turn: Item = {
  id: 'turn',
  family: 'calls',
  title: 'The TURN servers answer',
  proves:
    'Each TURN server that Synapse hands out answers over UDP, TCP and TLS, at every address of its name.',
  design: [9],
  probe: async (context) => {
    const uris = turnUris(context.environment);
    const nobody = { username: '', password: '' };
    const visited = await visitRelays(context, uris, nobody, async (client, place) =>
      (await client.bind()) === undefined
        ? fail(`${place} does not say under which address it sees a client`, turnRemedy)
        : undefined,
    );
    return typeof visited === 'number' ? pass(`${uris.length} URIs, ${visited} addresses`) : visited;
  },
};

/** A relay for somebody who is logged in. */
export const turnAllocation: Item = {
  id: 'turn-allocation',
  family: 'calls',
  title: 'A call between two people gets a relay',
  proves: 'The credentials that Synapse hands out open a relay at each TURN address, on a port of the plan.',
  design: [19],
  probe: async (context) => {
    const { ask, environment, users } = context;
    const [{ token }] = await users.all();
    const answer = await ask(`https://${environment.hosts.matrix}/_matrix/client/v3/voip/turnServer`, {
      token,
    });
    if (answer.status !== 200) throw refusal('GET /voip/turnServer', answer);
    const handedOut = (jsonOf(answer) ?? {}) as Partial<TurnUser & { uris: string[] }>;
    const { username = '', password = '', uris = [] } = handedOut;
    if (uris.join() !== turnUris(environment).join())
      return fail(
        `Synapse hands out ${uris.join(', ') || 'no TURN server'}, not ${turnUris(environment).join(', ')}`,
        'what is deployed is not this checkout: compare the tag of the apps with it',
      );
    const visited = await visitRelays(context, uris, { username, password }, async (client, place) => {
      const answered = await client.allocate();
      if (answered.error === undefined) await client.release();
      return judgeAllocation(environment, place, answered);
    });
    const { first, last } = environment.network.ports.turnRelay;
    return typeof visited === 'number'
      ? pass(`${visited} relays, ports within ${first} to ${last}`)
      : visited;
  },
};

/** What to do about an error of TURN (RFC 5766, 15). */
const errorRemedies: Readonly<Record<number, string>> = {
  401: 'Synapse and coturn do not have the same shared secret, or their clocks differ: docs/runbooks/rotate-secrets.md',
  486: 'its quota is used up: docs/runbooks/turn-allocations-near-limit.md',
};

function judgeAllocation(
  { network }: Environment,
  place: string,
  { error, relayPort = 0 }: TurnAnswer,
): Outcome | undefined {
  const { first, last } = network.ports.turnRelay;
  if (error !== undefined)
    return fail(
      `${place} refuses a relay with error ${error}`,
      errorRemedies[error] ?? 'see the log of coturn',
    );
  if (relayPort >= first && relayPort <= last) return undefined;
  return fail(
    `${place} relays on port ${relayPort}, outside ${first} to ${last}`,
    'network.ports.turnRelay is not what coturn runs with: firewalls would drop it',
  );
}
