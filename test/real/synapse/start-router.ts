import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { routerPorts } from '../../../generator/components/synapse/ports.ts';
import { routerDirectory } from '../../../generator/components/synapse/router/answers.ts';
import { routerName } from '../../../generator/components/synapse/router/names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { writeConfigMap } from './write-config-map.ts';

/** A running HAProxy with the generated configuration, each port on `address`. */
export interface Router {
  readonly process: ChildProcess;
  readonly url: (port: keyof typeof routerPorts) => string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Writes the generated files of the router. Changed for the test are the directory, the address of the ports, and the DNS server, which
 * a pod would find in `/etc/resolv.conf`.
 */
export function writeRouterFiles(
  environment: Environment,
  directory: string,
  { address, dnsPort }: { address: string; dnsPort: number },
): void {
  writeConfigMap(environment, routerName, directory, (text) =>
    text
      .replaceAll(routerDirectory, directory)
      .replaceAll('bind *:', `bind ${address}:`)
      .replace('parse-resolv-conf', `nameserver test 127.0.0.1:${dnsPort}`),
  );
}

/** What `haproxy -c` says; empty when it is content. */
export function checkRouterFiles(haproxy: string, directory: string): string {
  const { status, stdout, stderr } = spawnSync(haproxy, ['-c', '-f', join(directory, 'haproxy.cfg')], {
    encoding: 'utf8',
  });
  const said = stdout + stderr;
  return status === 0 && !/warning|alert/i.test(said) ? '' : said;
}

/** Starts HAProxy with the arguments that the pod has, and waits until it is ready. */
export async function startRouter(
  haproxy: string,
  environment: Environment,
  directory: string,
  place: { address: string; dnsPort: number },
): Promise<Router> {
  writeRouterFiles(environment, directory, place);
  const child = spawn(haproxy, ['-db', '-f', join(directory, 'haproxy.cfg')]);
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const router: Router = {
    process: child,
    url: (port) => `http://${place.address}:${routerPorts[port]}`,
    log: () => log,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
  await waitUntil(
    async () => (await fetch(`${router.url('status')}/ready`)).status === 200,
    () => log,
  ).catch(async (error: unknown) => {
    await router.stop();
    throw error;
  });
  return router;
}

/** Polls until `condition` holds; fails after 30 seconds with what `explain` says. */
export async function waitUntil(
  condition: () => Promise<boolean>,
  explain: () => string = () => '',
  milliseconds = 30_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) throw new Error(`Not within ${milliseconds} ms.\n${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
