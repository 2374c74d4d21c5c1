import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { secretPath } from '../../../generator/components/synapse/paths.ts';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { startDnsServer } from './dns-server.ts';
import { listPods, podArguments } from './pod-command.ts';
import {
  startPostgres,
  startRedis,
  writeCertificates,
  writePodFiles,
  writeSecrets,
} from './real-platform.ts';
import { type Router, startRouter, waitUntil } from './start-router.ts';

/** Commands of the real programs. */
export interface Programs {
  readonly python: string;
  readonly haproxy: string;
  /** `initdb`; the other programs of PostgreSQL lie beside it. */
  readonly initdb: string;
}

/** Every Synapse process of an environment with its database, its cache and its router, all of them the real programs. */
export interface SynapsePlatform {
  /** Main first. */
  readonly pods: readonly string[];
  /** Addresses by pod. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly router: Router;
  /** Shared secret of registration. */
  readonly registration: string;
  /** What a process has written. */
  readonly log: (pod: string) => string;
  readonly health: (pod: string) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/** What keeps several platforms on one machine apart, and what a test changes of the files and variables of a pod. */
export interface PlatformPlace {
  readonly root: string;
  /** Addresses are under 127.`net`. */
  readonly net: number;
  readonly databasePort: number;
  readonly redisPort: number;
  readonly adapt?: (text: string) => string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts main, which makes the database schema, then all workers at once, then the router. */
export async function startSynapsePlatform(
  { python, haproxy, initdb }: Programs,
  environment: Environment,
  { root, net, databasePort, redisPort, adapt, variables }: PlatformPlace,
): Promise<SynapsePlatform> {
  const pods = listPods(environment);
  const addresses = new Map(pods.map((pod, index) => [pod, `127.${net}.0.${index + 1}`]));
  const running: ChildProcess[] = [];
  const others: (() => unknown)[] = [];
  /** Routers first, then all workers together, then what they need. */
  const stop = async () => {
    for (const close of others.reverse()) await close();
    const [cache, database, ...processes] = running;
    await Promise.all(processes.map(stopProcess));
    for (const child of [database, cache]) if (child !== undefined) await stopProcess(child);
  };
  const logs = new Map<string, string>();
  const log = (pod: string) => logs.get(pod) ?? '';

  const secrets = writeSecrets(join(root, 'pods', secretPath('macaroon'), '..'));
  const certificates = join(root, 'certificates');
  writeCertificates(certificates, join(root, 'pods', secretPath('databaseCa')));
  running.push(startRedis(join(root, 'redis'), redisPort, secrets.redisPassword));
  running.push(
    await startPostgres(
      join(initdb, '..'),
      join(root, 'postgres'),
      certificates,
      databasePort,
      secrets.databasePassword,
    ),
  );

  const startPod = (pod: string) => {
    const directory = join(root, 'pods', pod);
    writePodFiles(environment, directory, pod, { databasePort, redisPort, addresses }, adapt);
    execFileSync('cp', ['-r', join(root, 'pods/etc/synapse/secrets'), join(directory, 'etc/synapse')]);
    const child = spawn(python, podArguments(environment, pod, directory), {
      cwd: directory,
      env: {
        ...process.env,
        ...variables,
        PGPASSWORD: secrets.databasePassword,
        PGAPPNAME: pod,
        // Stands in for cluster DNS; the certificate is still checked against the name.
        PGHOSTADDR: '127.0.0.1',
      },
    });
    running.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => logs.set(pod, `${log(pod)}${chunk}`));
  };
  const health = async (pod: string): Promise<boolean> => {
    const response = await fetch(`http://${addresses.get(pod)}:${synapsePorts.health}/health`);
    return response.status === 200 && (await response.text()) === 'OK';
  };
  const becomesHealthy = (pod: string) =>
    waitUntil(
      () => health(pod),
      () => `${pod}\n${log(pod)}`,
      120_000,
    );

  const startAll = async (): Promise<Router> => {
    const [main = '', ...workers] = pods;
    startPod(main);
    await becomesHealthy(main);
    for (const pod of workers) startPod(pod);
    await Promise.all(workers.map(becomesHealthy));
    const zone = [...addresses].map(([pod, address]): [string, string] => [
      `${pod}.${pod.replace(/-\d+$/, '')}.matrix.svc.cluster.local`,
      address,
    ]);
    const dns = await startDnsServer(new Map(zone));
    others.push(dns.stop);
    const router = await startRouter(haproxy, environment, join(root, 'router'), {
      address: `127.${net}.9.1`,
      dnsPort: dns.port,
    });
    others.push(router.stop);
    return router;
  };
  try {
    const router = await startAll();
    return { pods, addresses, router, registration: secrets.registration, log, health, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((exited) => child.once('exit', exited));
  child.kill('SIGTERM');
  await gone;
}
