import { spawn } from 'node:child_process';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { addresses, type LivePlatform } from './start-live-platform.ts';

/** Address of every host that clients meet, as `--resolve` wants it. */
export function resolveHosts({ platform: { environment } }: LivePlatform): [host: string, address: string][] {
  const { serverName, matrix, element, admin, rtc } = environment.hosts;
  return [
    ...[serverName, matrix, element, admin, rtc].map((host): [string, string] => [host, addresses.edge]),
    ...environment.rtc.turnHosts.map((host): [string, string] => [host, addresses.calls]),
  ];
}

/** Starts the command line as people start it, for the platform on loopback and from inside. */
export function startCli(
  live: LivePlatform,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
) {
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'generator/cli/main.ts', '--root', live.root, ...args],
      ...['--environment', 'live', '--from', 'inside', '--ca', live.authority.file],
      ...resolveHosts(live).flatMap(([host, address]) => ['--resolve', `${host}:${address}`]),
    ],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        NO_COLOR: '1',
        CI: 'true',
        KUBECONFIG: `${live.root}/none`,
        MATRIX_GITOPS_REGISTRATION_SECRET: live.synapse.registration,
        ...variables,
      },
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  return { child, ended, out: () => out, err: () => err };
}
