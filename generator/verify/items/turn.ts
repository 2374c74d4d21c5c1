import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { turnUris } from '../../components/rtc/coturn/names.ts';
import type { VerifyContext } from '../context.ts';
import { jsonOf } from '../http.ts';
import { fail, type Item, NoAnswer, pass } from '../item.ts';
import type { StunPlace } from '../turn/stun-socket.ts';
import { openTurnClient, type TurnClient, type TurnUser } from '../turn/turn-client.ts';
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

/** Opens a client, uses and closes it; what goes wrong on the way names the URI. */
async function withTurn<Value>(
  { addressOf, ca, patience }: VerifyContext,
  uri: string,
  user: TurnUser,
  use: (client: TurnClient) => Promise<Value>,
): Promise<Value> {
  const { host, port, transport } = parseTurnUri(uri);
  try {
    const address = addressOf(host) ?? (isIP(host) ? host : (await lookup(host)).address);
    const client = openTurnClient({ address, port, transport, name: host, ca }, user, patience);
    try {
      return await use(client);
    } finally {
      client.close();
    }
  } catch (error) {
    throw new NoAnswer(`${uri}: ${error instanceof Error ? error.message : error}`, turnRemedy);
  }
}

/** The relays of calls between two people. */
export const turn: Item = {
  id: 'turn',
  family: 'calls',
  title: 'The TURN servers answer',
  proves: 'Each TURN address that Synapse hands out is answered, over UDP, TCP and TLS.',
  design: [9],
  probe: async (context) => {
    const uris = turnUris(context.environment);
    for (const uri of uris)
      await withTurn(context, uri, { username: '', password: '' }, (client) => client.bind());
    return pass(`${uris.length} addresses`);
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
    const {
      username = '',
      password = '',
      uris = [],
    } = (jsonOf(answer) ?? {}) as Partial<TurnUser> & {
      uris?: string[];
    };
    if (uris.join() !== turnUris(environment).join())
      return fail(
        `Synapse hands out ${uris.join(', ') || 'no TURN server'}, not ${turnUris(environment).join(', ')}`,
        'what is deployed is not this checkout: compare the tag of the apps with it',
      );
    const { first, last } = environment.network.ports.turnRelay;
    for (const uri of uris) {
      const { error, relayPort = 0 } = await withTurn(
        context,
        uri,
        { username, password },
        async (client) => {
          const allocated = await client.allocate();
          if (allocated.error === undefined) await client.release();
          return allocated;
        },
      );
      if (error !== undefined)
        return fail(
          `${uri} refuses a relay with error ${error}`,
          error === 401
            ? 'Synapse and coturn do not have the same shared secret, or their clocks differ: docs/runbooks/rotate-secrets.md'
            : error === 486
              ? 'its quota is used up: docs/runbooks/turn-allocations-near-limit.md'
              : 'see the log of coturn',
        );
      if (relayPort < first || relayPort > last)
        return fail(
          `${uri} relays on port ${relayPort}, outside ${first} to ${last}`,
          'network.ports.turnRelay is not what coturn runs with: firewalls would drop it',
        );
    }
    return pass(`${uris.length} relays, ports within ${first} to ${last}`);
  },
};
