import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { files, paths } from '../../../generator/components/rtc/coturn/config.ts';
import { coturnComponent } from '../../../generator/components/rtc/coturn/coturn.ts';
import { turnSecret } from '../../../generator/components/rtc/coturn/names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { waitUntil } from '../synapse/start-router.ts';

/**
 * Options of the rendered file that Debian 12's coturn 4.6.1 does not have: its package is built without Prometheus. Everything else is
 * read as it is.
 */
const newerThanDebian = /^(?:\s*echo ")?prometheus.*\n/gm;

/** Where a test puts the files of the pod. */
export function localCoturnPath(directory: string, path: keyof typeof paths): string {
  return join(directory, paths[path].slice(1));
}

/** A running coturn with the rendered configuration. */
export interface Coturn {
  readonly output: () => string;
  readonly isRunning: () => boolean;
  readonly stop: () => void;
}

/** Common name of the certificate that clients are shown. */
export function shownCertificate(address: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/**
 * Starts it on `address`. Changed for the test are directories, and how long the watcher of the certificate sleeps. `writeCertificate` fills
 * the directory that cert-manager would.
 */
export async function startCoturn(
  environment: Environment,
  { directory, address, secret }: { directory: string; address: string; secret: string },
  writeCertificate: (directory: string) => void,
): Promise<Coturn> {
  for (const path of ['config', 'run', 'secret', 'tls'] as const)
    mkdirSync(localCoturnPath(directory, path), { recursive: true });
  for (const [name, file] of Object.entries(coturnComponent.render(environment).configMaps[0]?.files ?? {})) {
    const text = Object.values(paths).reduce(
      (sum, path) => sum.replaceAll(`${path}/`, `${join(directory, path.slice(1))}/`),
      serializeConfigFile(file).replace(newerThanDebian, '').replace('sleep 60', 'sleep 1'),
    );
    writeFileSync(join(localCoturnPath(directory, 'config'), name), text);
  }
  writeFileSync(join(localCoturnPath(directory, 'secret'), turnSecret.key), secret);
  writeCertificate(localCoturnPath(directory, 'tls'));
  const server = spawn('sh', [join(localCoturnPath(directory, 'config'), files.start)], {
    env: { PATH: process.env['PATH'], NODE_ADDRESS: address },
  });
  let output = '';
  server.stdout.on('data', (chunk) => (output += chunk));
  server.stderr.on('data', (chunk) => (output += chunk));
  await waitUntil(
    async () => (await shownCertificate(address, environment.network.ports.turnTls)) !== '',
    () => output,
  );
  return {
    output: () => output,
    isRunning: () => server.exitCode === null,
    stop: () => server.kill('SIGKILL'),
  };
}
