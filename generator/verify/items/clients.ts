import { componentName as elementWeb } from '../../components/clients/element-web/names.ts';
import { routerName } from '../../components/synapse/router/names.ts';
import { wellKnownFiles } from '../../components/synapse/router/well-known.ts';
import { getIn } from '../../kubernetes/json.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json } from '../../kubernetes/object.ts';
import { describeAnswer, jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { fail, pass } from '../outcome.ts';
import { configValue } from '../rendered.ts';
import { refusal } from '../users.ts';

const otherContent =
  'another program answers there, or what is deployed is not this checkout: compare the tag of the apps with it';

const clientApi: Item = {
  id: 'client-api',
  family: 'clients',
  title: 'The client API answers',
  proves: 'Requests reach Synapse through edge and router.',
  design: [6],
  probe: async ({ ask, environment }) => {
    const url = `https://${environment.hosts.matrix}/_matrix/client/versions`;
    const answer = await ask(url);
    if (answer.status !== 200) throw refusal(url, answer);
    const versions = getIn(jsonOf(answer) as Json | undefined, ['versions']);
    if (!Array.isArray(versions) || versions.length === 0)
      return fail(`${url} names no versions`, otherContent);
    return pass(`up to ${String(versions.at(-1))}`);
  },
};

const discovery: Item = {
  id: 'discovery',
  family: 'clients',
  title: 'Clients and servers find the homeserver by its name',
  proves:
    'The well-known documents under the server name are those that this environment renders, and web clients may read them.',
  design: [],
  probe: async ({ ask, environment, platform }) => {
    const { serverName } = environment.hosts;
    let asked = 0;
    for (const [document, file] of Object.entries(wellKnownFiles)) {
      const expected = configValue(platform, routerName, file);
      if (expected === undefined) continue;
      asked += 1;
      const url = `https://${serverName}/.well-known/matrix/${document}`;
      const answer = await ask(url);
      if (answer.status !== 200)
        return fail(
          `${url} answers ${answer.status}`,
          `${serverName} must lead to the edge, or whatever serves it must serve this document`,
        );
      const found = jsonOf(answer) as Json | undefined;
      if (found === undefined || !jsonEqual(found, expected))
        return fail(
          `${url} says ${answer.text.slice(0, 200)}, not ${JSON.stringify(expected)}`,
          otherContent,
        );
      if (document === 'client' && answer.headers['access-control-allow-origin'] !== '*')
        return fail(
          `${url} has no Access-Control-Allow-Origin: *, so web clients of other origins cannot read it`,
          'whatever serves it must set that header, as the router does',
        );
    }
    return pass(`${asked} documents`);
  },
};

const webClient: Item = {
  id: 'web-client',
  family: 'clients',
  title: 'Element Web loads',
  proves: 'The web client is served, and knows this homeserver.',
  design: [7],
  probe: async ({ ask, environment, platform }) => {
    const url = `https://${environment.hosts.element}/`;
    const page = await ask(url);
    if (page.status !== 200 || !/<html/i.test(page.text))
      return fail(
        `${url} answers ${page.status} without a page`,
        'kubectl get pods -n matrix -l app.kubernetes.io/component=web-client',
      );
    const answer = await ask(`${url}config.json`);
    const key = 'default_server_config';
    const expected = getIn(configValue(platform, elementWeb, 'config.json'), [key]);
    const found = getIn(jsonOf(answer) as Json | undefined, [key]);
    if (found === undefined || expected === undefined || !jsonEqual(found, expected))
      return fail(`${url}config.json does not name this homeserver as the default`, otherContent);
    return pass(`the page, and a configuration for ${environment.hosts.matrix}`);
  },
};

const login: Item = {
  id: 'login',
  family: 'clients',
  title: 'A test user can log in',
  proves: 'A password opens a session that the server then knows, and logging out ends it.',
  design: [16],
  probe: async ({ ask, environment, users }) => {
    const client = `https://${environment.hosts.matrix}/_matrix/client/v3`;
    const [{ id, password, token }] = await users.all();
    if (password === undefined) {
      const answer = await ask(`${client}/account/whoami`, { token });
      if (answer.status !== 200) throw refusal('GET /account/whoami', answer);
      return pass(`the token is that of ${id}; its password was not tried`);
    }
    const identifier = { type: 'm.id.user', user: id };
    const opened = await ask(`${client}/login`, { json: { type: 'm.login.password', identifier, password } });
    if (opened.status !== 200) throw refusal('POST /login', opened);
    const { access_token: session } = jsonOf(opened) as { access_token: string };
    const known = await ask(`${client}/account/whoami`, { token: session });
    if (known.status !== 200) throw refusal('GET /account/whoami', known);
    await ask(`${client}/logout`, { token: session, json: {} });
    const ended = await ask(`${client}/account/whoami`, { token: session });
    if (ended.status !== 401)
      return fail(
        `a session that was logged out is still answered: ${describeAnswer(ended)}`,
        'processes do not hear each other: docs/runbooks/synapse-replication-lost.md',
      );
    return pass(`${id}: in, known, and out`);
  },
};

const messages: Item = {
  id: 'messages',
  family: 'clients',
  title: 'Test users can send and receive messages',
  proves: 'A message that one user sends is written to the database and arrives in the sync of another.',
  design: [17],
  probe: async ({ conversation }) => {
    const way = await (await conversation()).say();
    return pass(`sent and received within ${way} ms`);
  },
};

/** What people do with the homeserver. */
export const clientItems: readonly Item[] = [discovery, clientApi, webClient, login, messages];
