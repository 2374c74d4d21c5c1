import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { makeAsk } from '../../generator/verify/http.ts';
import { pauseBetweenMessages } from '../../generator/verify/open-session.ts';
import { makeFake, platformOf } from './fake-platform.ts';

describe('test users', () => {
  it('are made once, without being administrators, and erased at the end', async () => {
    const { users, asked } = makeFake();
    const all = await users.all();
    expect(await users.all()).toBe(all);
    expect(all).toHaveLength(2);
    expect(await users.close()).toEqual([]);
    expect(asked.filter((one) => one.startsWith('POST') && one.includes('/register'))).toHaveLength(2);
    expect(asked.filter((one) => one.includes('/deactivate'))).toHaveLength(4);
    const before = asked.length;
    expect(await users.close()).toEqual([]);
    expect(asked).toHaveLength(before);
  });

  it('are erased, too, when registration was cut off and the server finished it', async () => {
    let cut = false;
    const { users, asked } = makeFake({
      wrong: {
        get 'POST https://admin.example.org/_synapse/admin/v1/register'() {
          cut = true;
          return new Error('aborted');
        },
      },
    });
    await expect(users.all()).rejects.toThrow('test users cannot be made');
    expect(cut).toBe(true);
    expect(await users.close()).toEqual([]);
    expect(asked.some((one) => one.endsWith('/login'))).toBe(true);
    expect(asked.some((one) => one.includes('/deactivate'))).toBe(true);
  });

  it('leave nothing when the server never made them', async () => {
    const { users, asked } = makeFake({
      wrong: {
        'POST https://admin.example.org/_synapse/admin/v1/register': new Error('aborted'),
        'POST https://matrix.example.org/_matrix/client/v3/login': { status: 403 },
      },
    });
    await expect(users.all()).rejects.toThrow();
    expect(await users.close()).toEqual([]);
    expect(asked.some((one) => one.includes('/deactivate'))).toBe(false);
  });

  it('stay when they are somebody', async () => {
    const { users, asked } = makeFake({ credentials: 'token' });
    expect(await users.all()).toHaveLength(1);
    expect(await users.close()).toEqual([]);
    expect(asked.some((one) => one.includes('/deactivate'))).toBe(false);
  });

  it('are not made where they could not log in', async () => {
    const right = platformOf('production');
    const environment = {
      ...right.environment,
      synapse: { ...right.environment.synapse, settings: { password_config: { enabled: false } } },
    };
    const { users, asked } = makeFake({ platform: assemblePlatform(environment) });
    await expect(users.all()).rejects.toThrow('password_config.enabled is false');
    expect(asked).toEqual([]);
  });

  it('write no faster than Synapse lets them for long', () => {
    expect(pauseBetweenMessages(platformOf('production'))).toBe(2_000);
  });

  it('that cannot be erased are named', async () => {
    const { users } = makeFake({
      wrong: { 'https://matrix.example.org/_matrix/client/v3/account/deactivate': { status: 500 } },
    });
    await users.all();
    expect(await users.close()).toEqual([
      expect.stringMatching(/^@verify-\w+:example\.org could not be erased \(500\)/),
      expect.stringMatching(/^@verify-/),
    ]);
  });
});

describe('requests', () => {
  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const options = { ca: [], addressOf: () => undefined, patience: 300, signal: new AbortController().signal };
  const ask = makeAsk(options);

  it('are given up in time', async () => {
    const url = await serve(() => undefined);
    await expect(ask(url)).rejects.toThrow('no answer within 0.3 s');
  });

  it('are given up in time when the body never ends', async () => {
    const url = await serve((_, response) => response.write('x'));
    await expect(ask(url)).rejects.toThrow('no answer within 0.3 s');
  });

  it('read no more than they should', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(2000)));
    await expect(ask(url, { limit: 1000 })).rejects.toThrow('longer than 1000 bytes');
  });

  it('follow no redirect', async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: 'http://other.example/' }).end(),
    );
    expect(await ask(url)).toMatchObject({ status: 302, headers: { location: 'http://other.example/' } });
  });

  it('go to another address under the same name', async () => {
    const url = await serve((request, response) => response.end(request.headers.host));
    const { port } = new URL(url);
    const elsewhere = makeAsk({ ...options, addressOf: () => '127.0.0.1' });
    expect((await elsewhere(`http://matrix.example.org:${port}/`)).text).toBe(`matrix.example.org:${port}`);
  });
});
