import type { Environment } from '../../environment/environment.ts';
import type { VerifyContext } from '../context.ts';
import { describeAnswer, jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { fail, type Outcome, pass } from '../outcome.ts';
import { refusal } from '../users.ts';

const version = '/_matrix/federation/v1/version';
const keys = '/_matrix/key/v2/server';
const openid = '/_matrix/federation/v1/openid/userinfo?access_token=none';

const federation: Item = {
  id: 'federation',
  family: 'federation',
  title: 'Federation is open, or closed, as the environment says',
  proves:
    'Other servers find this one and its signing key; or, where federation is closed, are refused everything but what calls need.',
  design: [],
  probe: (context) => {
    const { environment } = context;
    const base = `https://${environment.hosts.matrix}`;
    return environment.network.federation === 'open' ? judgeOpen(context, base) : judgeClosed(context, base);
  },
};

async function judgeOpen({ ask, environment, now }: VerifyContext, base: string): Promise<Outcome> {
  const { serverName } = environment.hosts;
  const answer = await ask(`${base}${version}`);
  if (answer.status !== 200) throw refusal(`${base}${version}`, answer);
  const signed = await ask(`${base}${keys}`);
  if (signed.status !== 200) throw refusal(`${base}${keys}`, signed);
  const key = (jsonOf(signed) ?? {}) as { server_name?: string; valid_until_ts?: number };
  if (key.server_name !== serverName)
    return fail(
      `${base}${keys} is the key of ${key.server_name}, not of ${serverName}`,
      'the host leads to another homeserver: see DNS and the edge',
    );
  if ((key.valid_until_ts ?? 0) < now().getTime())
    return fail(
      `the signing key of ${serverName} is no longer valid`,
      'see the clock of the nodes, and the log of main',
    );
  const { server } = (jsonOf(answer) ?? {}) as { server?: { name?: string; version?: string } };
  return pass(`open: ${server?.name ?? 'a server'} ${server?.version ?? ''}, key valid`);
}

async function judgeClosed({ ask, environment }: VerifyContext, base: string): Promise<Outcome> {
  for (const path of [version, keys]) {
    const answer = await ask(`${base}${path}`);
    if (answer.status !== 403)
      return fail(
        `federation is closed, but ${base}${path} answers ${describeAnswer(answer)}`,
        `what is deployed is not this checkout (${sayFederation(environment)}), or the request did not pass the router`,
      );
  }
  const answer = await ask(`${base}${openid}`);
  if (answer.status !== 401)
    return fail(
      `${base}/_matrix/federation/v1/openid/userinfo answers ${describeAnswer(answer)} instead of asking for a valid token`,
      'calls need it even where federation is closed: the authoriser asks it who somebody is',
    );
  return pass('closed: refused, except for the identity that calls ask for');
}

function sayFederation({ network }: Environment): string {
  return `network.federation: ${network.federation}`;
}

/** Other servers. */
export const federationItems: readonly Item[] = [federation];
