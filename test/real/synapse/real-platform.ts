import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synapseConfigMaps } from '../../../generator/components/synapse/config/config-maps.ts';
import { secretFiles, synapsePaths } from '../../../generator/components/synapse/paths.ts';
import { mainProcess } from '../../../generator/components/synapse/worker-catalogue.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { waitUntil } from './start-router.ts';
import { writeConfigMap } from './write-config-map.ts';

/** Secrets of one test run. */
export interface TestSecrets {
  readonly redisPassword: string;
  readonly databasePassword: string;
  readonly registration: string;
}

/** Where the parts of the platform listen on this machine. */
export interface Places {
  readonly databasePort: number;
  readonly redisPort: number;
  /** Addresses by pod name. */
  readonly addresses: ReadonlyMap<string, string>;
}

const domain = 'matrix.svc.cluster.local';

/** Writes the directory that the secrets volume of a pod shows. */
export function writeSecrets(directory: string): TestSecrets {
  mkdirSync(directory, { recursive: true });
  const secret = () => randomBytes(24).toString('hex');
  const secrets = { redisPassword: secret(), databasePassword: secret(), registration: secret() };
  const seed = randomBytes(32).toString('base64').replaceAll('=', '');
  const files = {
    [secretFiles.signingKey]: `ed25519 a_test ${seed}`,
    [secretFiles.macaroon]: secret(),
    [secretFiles.form]: secret(),
    [secretFiles.registrationSharedSecret]: secrets.registration,
    [secretFiles.workerReplication]: secret(),
    [secretFiles.redisPassword]: secrets.redisPassword,
    [secretFiles.turn]: secret(),
  };
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(directory, file), text, { mode: 0o440 });
  return secrets;
}

/**
 * Writes the files that the pod of one process would see. Changed for the test are directories, ports of the database and of Redis, the
 * listening address, and names that only cluster DNS knows; the database keeps its name, since TLS checks it. `also` changes more.
 */
export function writePodFiles(
  environment: Environment,
  root: string,
  pod: string,
  { databasePort, redisPort, addresses }: Places,
  also: (text: string) => string = (text) => text,
): void {
  const adapt = (text: string): string => {
    let adapted = text
      .replaceAll('/etc/synapse', `${root}/etc/synapse`)
      .replace(`media_store_path: ${synapsePaths.media}`, `media_store_path: ${root}/media`)
      .replace('port: 5432', `port: ${databasePort}`)
      .replace(`redis-synapse-master.redis-synapse.svc.cluster.local`, '127.0.0.1')
      .replace('port: 6379', `port: ${redisPort}`)
      .replaceAll('- 0.0.0.0', `- ${addresses.get(pod)}`);
    const services = [...addresses].map(
      ([name, address]) => [name, name.replace(/-\d+$/, ''), address] as const,
    );
    for (const [name, service, address] of services)
      adapted = adapted.replaceAll(`${name}.${service}.${domain}`, address);
    for (const [, service, address] of services)
      adapted = adapted.replaceAll(`${service}.${domain}`, address);
    return also(adapted);
  };
  writeConfigMap(environment, synapseConfigMaps.config, join(root, synapsePaths.config), adapt);
  if (pod.startsWith(mainProcess.kubernetesName)) return;
  writeConfigMap(environment, synapseConfigMaps.names, join(root, synapsePaths.names), adapt);
}

/** A CA, and a certificate of the database Services, as CloudNativePG would make them. */
export function writeCertificates(directory: string, caFile: string): void {
  mkdirSync(directory, { recursive: true });
  const names = `subjectAltName=DNS:synapse-db-rw.${domain},DNS:synapse-pooler-rw.${domain}`;
  const openssl = (...parameters: string[]) => run('openssl', parameters, directory);
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=ca',
    '-keyout',
    'ca.key',
    '-out',
    caFile,
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=synapse-db',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
  );
  writeFileSync(join(directory, 'names.cnf'), names);
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    caFile,
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names.cnf',
    '-out',
    'server.crt',
  );
}

/** Starts PostgreSQL with TLS, password login and the database that the postgres component makes. */
export async function startPostgres(
  binaries: string,
  directory: string,
  certificates: string,
  port: number,
  password: string,
): Promise<ChildProcess> {
  const owner = process.getuid?.() === 0 ? 'postgres' : '';
  const command = (program: string, ...parameters: string[]): [string, string[]] => {
    const path = join(binaries, program);
    return owner === '' ? [path, parameters] : ['runuser', ['-u', owner, '--', path, ...parameters]];
  };
  const data = join(directory, 'data');
  mkdirSync(directory, { recursive: true });
  for (const file of ['server.crt', 'server.key']) run('cp', [join(certificates, file), directory]);
  chmodSync(join(directory, 'server.key'), 0o600);
  if (owner !== '') run('chown', ['-R', owner, directory]);
  run(...command('initdb', '-D', data, '-E', 'UTF8', '--locale=C', '-U', 'postgres', '--auth=trust'));
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
  );
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    ssl: 'on',
    ssl_cert_file: join(directory, 'server.crt'),
    ssl_key_file: join(directory, 'server.key'),
    fsync: 'off',
  };
  const flags = Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(...command('postgres', '-D', data, '-p', String(port), ...flags), { stdio: 'ignore' });
  const psql = (text: string) =>
    spawnSync('psql', ['-h', directory, '-p', String(port), '-U', 'postgres', '-v', 'ON_ERROR_STOP=1'], {
      input: text,
    });
  await waitUntil(async () => psql('SELECT 1').status === 0);
  const made = psql(
    `CREATE ROLE synapse LOGIN PASSWORD '${password}';\nCREATE DATABASE synapse OWNER synapse;\n`,
  );
  if (made.status !== 0) throw new Error(made.stderr.toString());
  return server;
}

/** Starts Redis with the password that Synapse's secret file has. */
export function startRedis(directory: string, port: number, password: string): ChildProcess {
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'redis.conf');
  writeFileSync(config, `port ${port}\nbind 127.0.0.1\nsave ""\nrequirepass ${password}\n`);
  return spawn('redis-server', [config], { stdio: 'ignore' });
}

/** Registers a user through the admin API with the shared secret, and gives an access token. */
export async function registerUser(
  admin: string,
  secret: string,
  username: string,
  password = randomBytes(12).toString('hex'),
): Promise<string> {
  const url = `${admin}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(url)).json()) as { nonce: string };
  const mac = createHmac('sha1', secret)
    .update([nonce, username, password, 'notadmin'].join('\0'))
    .digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ nonce, username, password, mac, admin: false }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
  return answer.access_token;
}

function run(command: string, parameters: readonly string[], directory?: string): void {
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8', cwd: directory });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${error?.message ?? stderr}`);
}
