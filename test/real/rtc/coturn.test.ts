import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../../generator/components/rtc/coturn/config.ts';
import { turnSecret } from '../../../generator/components/rtc/coturn/names.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { openTurnClient, type TurnUser } from '../../../generator/verify/turn/turn-client.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { makeTurnUser } from './make-turn-user.ts';
import { type Coturn, localCoturnPath, shownCertificate, startCoturn } from './start-coturn.ts';

const turnserver = findProgram('TURNSERVER', ['turnserver', '/usr/bin/turnserver'], ['--version']);

const secret = 'RealTestSecret0123456789abcdefghijklmnopqrstuvwxyz';
const address = '127.0.0.1';
const { environments = [] } = loadEnvironments(projectRoot);
const samples = environments
  .map(({ environment }) => environment)
  .filter(({ name }) => ['production', 'airgap'].includes(name));
if (samples.length !== 2) throw new Error('the samples production and airgap are not both there');

describe.skipIf(turnserver === undefined).each(samples)(
  'coturn with the configuration of $name',
  (environment) => {
    const { ports } = environment.network;
    const directory = mkdtempSync(join(tmpdir(), 'coturn-'));
    let server: Coturn | undefined;

    function issueCertificate(name: string, tls = localCoturnPath(directory, 'tls')): void {
      execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...[
          '-days',
          '2',
          '-subj',
          `/CN=${name}`,
          '-keyout',
          join(tls, 'tls.key'),
          '-out',
          join(tls, 'tls.crt'),
        ],
      ]);
    }

    const openClient = (of: TurnUser) => openTurnClient({ address, port: ports.turn, transport: 'udp' }, of);
    const user = (seconds = 3600, of = secret) => makeTurnUser(of, '@alice:example.net', seconds);

    const shown = () => shownCertificate(address, ports.turnTls);

    beforeAll(async () => {
      server = await startCoturn(environment, { directory, address, secret }, (tls) =>
        issueCertificate('first.example.net', tls),
      );
    });

    afterAll(() => {
      server?.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    it('knows every option', () => {
      expect(server?.output()).not.toMatch(/unknown|bad configuration|unrecognized|wrong format/i);
    });

    it('gives a relay in the planned range to a user that Synapse has made', async () => {
      const client = openClient(user());
      const { error, relayPort } = await client.allocate();
      await client.release();
      client.close();
      expect(error).toBeUndefined();
      expect(relayPort).toBeGreaterThanOrEqual(ports.turnRelay.first);
      expect(relayPort).toBeLessThanOrEqual(ports.turnRelay.last);
    });

    it.each([
      ['whose time is up', user(-10)],
      ['made with another secret', user(3600, 'another')],
      ['whose end was put off', { ...user(), username: `${9_999_999_999}:@alice:example.net` }],
    ])('refuses a user %s', async (_, of) => {
      const client = openClient(of);
      const { error } = await client.allocate();
      client.close();
      expect(error).toBe(401);
    });

    it.each([
      [
        'a client in a private network, where the environment allows it',
        '203.0.113.7',
        environment.rtc.allowedPeers.length > 0 ? undefined : 403,
      ],
      ['a media server on another WebRTC node', '192.0.2.32', undefined],
      ['a public address', '8.8.8.8', undefined],
      ['a pod', '10.42.0.9', 403],
      ['a Service', '10.43.0.1', 403],
      ['a node that is none of the WebRTC nodes', '192.0.2.10', 403],
      ['the metadata service of a cloud', '169.254.169.254', 403],
      ['the loopback address', '127.0.0.1', 403],
      ['a private network that nobody allowed', '192.168.1.1', 403],
      ['a multicast group', '224.0.0.1', 403],
    ])('relays to peers by the rules: %s', async (_, peer, expected) => {
      const client = openClient(user());
      expect((await client.allocate()).error).toBeUndefined();
      const { error } = await client.permit(peer);
      await client.release();
      client.close();
      expect(error).toBe(expected);
    });

    it('shows a renewed certificate without a restart', async () => {
      issueCertificate('second.example.net');
      await waitUntil(
        async () => (await shown()) === 'second.example.net',
        () => server?.output() ?? '',
      );
      expect(server?.isRunning()).toBe(true);
    });

    it('does not start with a secret that its file would misread', () => {
      writeFileSync(join(localCoturnPath(directory, 'secret'), turnSecret.key), 'two\nlines');
      const start = () =>
        execFileSync('sh', [join(localCoturnPath(directory, 'config'), files.start)], {
          env: { PATH: process.env['PATH'], NODE_ADDRESS: address },
          stdio: 'pipe',
        });
      expect(start).toThrow(/letters and digits/);
    });
  },
);
