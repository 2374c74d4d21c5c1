import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { getIn } from '../kubernetes/json.ts';
import type { Platform } from '../platform/platform.ts';
import { type Answer, type Ask, describeAnswer, jsonOf } from './http.ts';
import { CannotCheck, NoAnswer } from './outcome.ts';
import { homeserverConfig } from './rendered.ts';

/** How users for the probes come about. */
export type Credentials =
  | { readonly kind: 'none' }
  /** Registration's shared secret: two users are made, and erased at the end. */
  | { readonly kind: 'shared-secret'; readonly secret: string }
  /** Somebody's access token: the user stays. */
  | { readonly kind: 'token'; readonly token: string };

/** Somebody who can make requests. */
export interface User {
  readonly id: string;
  readonly token: string;
  readonly device: string;
  /** Known for users that were made here only. */
  readonly password?: string;
}

/** The users of one run. */
export interface Users {
  /** One, or two where they are made here. Throws {@link CannotCheck} without credentials. */
  readonly all: () => Promise<readonly [User, ...User[]]>;
  /** Erases whoever was made here. Gives what could not be removed, in words; never throws. */
  readonly close: () => Promise<string[]>;
}

/** Somebody who may have been made; without a token while it is not known whether. */
interface Made {
  readonly name: string;
  readonly password: string;
  user?: User;
}

/**
 * Users are made when first asked for. `farewell` erases them: it must outlive an interruption that stops `ask`. Passwords, tokens and the
 * shared secret are in memory only.
 */
export function makeUsers(platform: Platform, credentials: Credentials, ask: Ask, farewell: Ask): Users {
  const { environment } = platform;
  const { hosts } = environment;
  const client = `https://${hosts.matrix}/_matrix/client/v3`;
  const made: Made[] = [];
  let users: Promise<readonly [User, ...User[]]> | undefined;

  async function open(): Promise<readonly [User, ...User[]]> {
    switch (credentials.kind) {
      case 'none':
        throw new CannotCheck('no credentials for test users: --help says how to give them');
      case 'token':
        return [await adopt(credentials.token)];
      case 'shared-secret':
        // They log in, and are erased, by their passwords.
        if (getIn(homeserverConfig(platform), ['password_config', 'enabled']) === false)
          throw new CannotCheck(
            'password_config.enabled is false, so test users could not log in: use MATRIX_GITOPS_VERIFY_TOKEN',
          );
        return [await register(credentials.secret), await register(credentials.secret)];
    }
  }

  async function adopt(token: string): Promise<User> {
    const answer = await ask(`${client}/account/whoami`, { token });
    const { user_id: id, device_id: device = '' } = readUser(answer);
    if (answer.status === 401)
      throw new CannotCheck('MATRIX_GITOPS_VERIFY_TOKEN is not a valid access token');
    if (id === undefined) throw refusal(`${client}/account/whoami`, answer);
    return { id, token, device };
  }

  async function register(secret: string): Promise<User> {
    const url = `https://${hosts.admin}/_synapse/admin/v1/register`;
    const nonce = (jsonOf(await mayRegister(url, ask(url))) as { nonce?: string } | undefined)?.nonce;
    if (nonce === undefined)
      throw new NoAnswer(`${url}: no nonce in the answer`, 'see the log of the router and of Synapse');
    const one: Made = { name: `verify-${randomBytes(6).toString('hex')}`, password: randomUUID() };
    made.push(one);
    const mac = createHmac('sha1', secret)
      .update([nonce, one.name, one.password, 'notadmin'].join('\0'))
      .digest('hex');
    const json = { nonce, username: one.name, password: one.password, mac, admin: false };
    one.user = toUser(await mayRegister(url, ask(url, { json })), one.password);
    return one.user;
  }

  /** Whoever is not let in to register cannot check; a server that is broken has failed. */
  async function mayRegister(url: string, asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked.catch((error: unknown) => {
      throw new CannotCheck(`test users cannot be made: ${error instanceof Error ? error.message : error}`);
    });
    if (answer.status === 200) return answer;
    if (answer.status === 429 || answer.status >= 500) throw refusal(url, answer);
    throw new CannotCheck(
      `test users cannot be made: ${url} answers ${describeAnswer(answer)}. The admin host lets in ${environment.network.adminNetworks.join(', ')} only, and wants the shared secret of this server`,
    );
  }

  async function erase(one: Made): Promise<void> {
    const user = one.user ?? (await logInAgain(one));
    if (user === undefined) return;
    const url = `${client}/account/deactivate`;
    const first = await farewell(url, { token: user.token, json: { erase: true } });
    if (first.status === 200) return;
    const { session } = (jsonOf(first) ?? {}) as { session?: string };
    const auth = {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: user.id },
      password: one.password,
      session,
    };
    const second = await farewell(url, { token: user.token, json: { erase: true, auth } });
    if (second.status !== 200) throw new Error(describeAnswer(second));
  }

  /** Registration was interrupted: the server may have finished it all the same. */
  async function logInAgain({ name, password }: Made): Promise<User | undefined> {
    const json = { type: 'm.login.password', identifier: { type: 'm.id.user', user: name }, password };
    const answer = await farewell(`${client}/login`, { json });
    if (answer.status === 403) return undefined;
    return toUser(answer, password);
  }

  return {
    all: () => {
      users ??= open();
      return users;
    },
    close: async () => {
      // Whoever is just being made is waited for.
      await users?.catch(() => undefined);
      const left: string[] = [];
      for (const one of made.splice(0))
        await erase(one).catch((error: unknown) => {
          left.push(
            `@${one.name}:${hosts.serverName} could not be erased (${error instanceof Error ? error.message : error}): deactivate it in the admin UI`,
          );
        });
      return left;
    },
  };
}

function readUser(answer: Answer) {
  return (jsonOf(answer) ?? {}) as { user_id?: string; device_id?: string; access_token?: string };
}

function toUser(answer: Answer, password: string): User {
  const { user_id: id, device_id: device = '', access_token: token } = readUser(answer);
  if (id === undefined || token === undefined) throw refusal('a new session', answer);
  return { id, token, device, password };
}

/** A request that Synapse should have granted. */
export function refusal(what: string, answer: Answer): NoAnswer {
  return new NoAnswer(
    `${what}: answers ${describeAnswer(answer)}`,
    answer.status === 429
      ? 'the router answers so when a pool is full or gone: docs/runbooks/router-pool-down.md'
      : answer.status >= 500
        ? 'see the log of the edge, of the router and of Synapse: docs/runbooks/synapse-server-errors.md'
        : 'see the log of Synapse for this request',
  );
}
