import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminUiBackend } from '../../../generator/components/clients/admin-ui/names.ts';
import { elementWebBackend } from '../../../generator/components/clients/element-web/names.ts';
import { livekitBackend, publicUrl } from '../../../generator/components/rtc/livekit/names.ts';
import { lkJwtBackend } from '../../../generator/components/rtc/lk-jwt/names.ts';
import { secretPath } from '../../../generator/components/synapse/paths.ts';
import { routerBackends } from '../../../generator/components/synapse/router/names.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { assemblePlatform } from '../../../generator/platform/assemble-platform.ts';
import type { Platform } from '../../../generator/platform/platform.ts';
import { configValue } from '../../../generator/verify/rendered.ts';
import { type Coturn, startCoturn } from '../rtc/start-coturn.ts';
import { builtLivekit, type Livekit, startLivekit } from '../rtc/start-livekit.ts';
import { findInitdb, findProgram, findSynapsePython } from '../synapse/find-program.ts';
import { type SynapsePlatform, startSynapsePlatform } from '../synapse/start-synapse-platform.ts';
import { type Authoriser, startAuthoriser } from './start-authoriser.ts';
import { type Authority, type Edge, makeAuthority, nameBackend, startEdge } from './start-edge.ts';

const find = {
  python: findSynapsePython(),
  haproxy: findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']),
  redis: findProgram('REDIS_SERVER', ['redis-server'], ['--version']),
  initdb: findInitdb(),
  turnserver: findProgram('TURNSERVER', ['turnserver', '/usr/bin/turnserver'], ['--version']),
  livekit: findProgram('LIVEKIT_SERVER', [builtLivekit], ['--version']),
};

/** False where a program is missing; findProgram has then said which. */
export const isPossible = Object.values(find).every((program) => program !== undefined);

const environmentFile = `name: live
sample: true
scale: { users: 500, availability: single }
hosts: { serverName: example.org }
gitops: { repository: https://git.example.org/platform.git }
cluster:
  version: "1.35"
  podCidrs: [10.42.0.0/16]
  serviceCidrs: [10.43.0.0/16]
  nodeCidrs: [192.0.2.128/25]
  storageClasses: { fast: fast, standard: standard }
  nodePools:
    all: { count: 4, cpu: "8", memory: 16Gi, disk: 200Gi }
network:
  loadBalancer: { addresses: [192.0.2.240] }
  adminNetworks: [198.51.100.0/24]
objectStore: { servers: 4 }
`;

/** Address of the edge, and of everything that has ports of its own. */
export const addresses = { edge: '127.77.9.2', calls: '127.77.9.3', authoriser: '127.77.9.4' } as const;

/** A platform on loopback: real Synapse, PostgreSQL, Redis, HAProxy, coturn, LiveKit; the edge and the authoriser stand in. */
export interface LivePlatform {
  readonly root: string;
  readonly platform: Platform;
  readonly authority: Authority;
  readonly synapse: SynapsePlatform;
  readonly edge: Edge;
  readonly authoriser: Authoriser;
  readonly livekit: Livekit;
  coturn: Coturn;
  readonly turnSecret: string;
  /** Starts coturn again, with another secret or certificate. */
  readonly restartCoturn: (secret: string) => Promise<void>;
  /** Stops Synapse, its database, its cache and its router. */
  readonly loseSynapse: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts everything. */
export async function startLivePlatform(): Promise<LivePlatform> {
  const root = mkdtempSync(join(tmpdir(), 'verify-'));
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'environments'));
  writeFileSync(join(root, 'environments/live.yaml'), environmentFile);
  const { environments, issues } = loadEnvironments(root);
  const [environment] = (environments ?? []).map((one) => one.environment);
  if (environment === undefined) throw new Error(JSON.stringify(issues));
  const platform = assemblePlatform(environment);
  const { hosts } = environment;
  const authority = makeAuthority(join(root, 'ca'));
  const tls = join(root, 'edge');
  mkdirSync(tls);
  authority.issue(tls, [hosts.serverName, hosts.matrix, hosts.element, hosts.admin, hosts.rtc]);

  const others: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of others.reverse()) await end();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const synapse = await startSynapsePlatform(
      { python: find.python ?? '', haproxy: find.haproxy ?? '', initdb: find.initdb ?? '' },
      environment,
      { root, net: 77, databasePort: 55_477, redisPort: 56_477 },
    );
    let gone: Promise<void> | undefined;
    const loseSynapse = () => {
      gone ??= synapse.stop();
      return gone;
    };
    others.push(loseSynapse);
    const turnSecret = readFileSync(join(root, 'pods', secretPath('turn')), 'utf8');
    const openCoturn = (secret: string) =>
      startCoturn(
        environment,
        { directory: join(root, 'coturn'), address: addresses.calls, secret },
        (directory) => authority.issue(directory, environment.rtc.turnHosts),
      );
    const apiSecret = 'RealTestApiSecret0123456789abcdefghijklmnopqrstu';
    const livekit = await startLivekit(environment, {
      livekit: find.livekit ?? '',
      redis: find.redis ?? '',
      directory: join(root, 'livekit'),
      address: addresses.calls,
      apiSecret,
    });
    others.push(livekit.stop);
    const livekitUrl = `http://${addresses.calls}:${livekitBackend.port}`;
    const authoriser = await startAuthoriser(addresses.authoriser, {
      router: synapse.router.url('http'),
      livekit: livekitUrl,
      publicUrl: publicUrl(environment),
      secret: apiSecret,
    });
    others.push(authoriser.stop);
    const web = createServer(({ url }, response) => {
      const config = configValue(platform, 'element-web', 'config.json');
      response.end(url === '/config.json' ? JSON.stringify(config) : '<html></html>');
    });
    await new Promise<void>((ready) => web.listen(8088, addresses.authoriser, ready));
    others.push(() => web.close());
    const webUrl = `http://${addresses.authoriser}:8088`;
    const edge = await startEdge(environment, {
      address: addresses.edge,
      certificates: tls,
      backends: {
        [nameBackend(routerBackends.public)]: synapse.router.url('http'),
        [nameBackend(routerBackends.admin)]: synapse.router.url('admin'),
        [nameBackend(elementWebBackend)]: webUrl,
        [nameBackend(adminUiBackend)]: webUrl,
        [nameBackend(livekitBackend)]: livekitUrl,
        [nameBackend(lkJwtBackend)]: authoriser.url,
      },
    });
    others.push(edge.stop);
    const live: LivePlatform = {
      root,
      platform,
      authority,
      synapse,
      edge,
      authoriser,
      livekit,
      turnSecret,
      loseSynapse,
      coturn: await openCoturn(turnSecret),
      restartCoturn: async (secret) => {
        live.coturn.stop();
        live.coturn = await openCoturn(secret);
      },
      stop,
    };
    others.push(() => live.coturn.stop());
    return live;
  } catch (error) {
    await stop();
    throw error;
  }
}
