import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { assemblePlatform } from '../../platform/assemble-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Place } from '../../verify/context.ts';
import type { SessionOptions } from '../../verify/open-session.ts';
import type { Credentials } from '../../verify/users.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type VerbContext } from '../verb.ts';
import { makeCluster } from './kubectl.ts';

/** Options of every verb that asks a live platform. */
export interface LiveOptions {
  readonly environment: string;
  readonly context: string | undefined;
  readonly ca: readonly string[];
  /** `host:address`. */
  readonly resolve: readonly string[];
  readonly from: Place;
  /** Seconds. */
  readonly timeout: number;
  readonly secretStdin: boolean;
}

/** Environment variables with credentials. */
const variables = {
  secret: 'MATRIX_GITOPS_REGISTRATION_SECRET',
  token: 'MATRIX_GITOPS_VERIFY_TOKEN',
} as const;

/** The platform of the environment; undefined once mistakes in environment files have been printed. */
export function loadPlatform(
  { root, console }: VerbContext,
  environment: string,
  json: boolean,
): Platform | undefined {
  const all = loadOrReport(root, console, json);
  if (all === undefined) return undefined;
  const [declared] = selectEnvironments(all, [environment]);
  return declared === undefined ? undefined : assemblePlatform(declared.environment);
}

/**
 * What a session is opened with.
 *
 * @throws UsageError for files, addresses and credentials that cannot be used.
 */
export function readSessionOptions(
  platform: Platform,
  options: LiveOptions,
  { signal, repeated }: Pick<SessionOptions, 'signal' | 'repeated'>,
): SessionOptions {
  return {
    platform,
    cluster: makeCluster(options.context),
    credentials: readCredentials(options.secretStdin),
    ca: options.ca.map(readCa),
    resolve: new Map(options.resolve.map(readResolve)),
    place: options.from,
    patience: options.timeout * 1000,
    repeated,
    signal,
  };
}

/** Read once and taken out of the environment: programs that are started have no use for them. */
function readCredentials(stdin: boolean): Credentials {
  const secret = takeVariable(variables.secret);
  const token = takeVariable(variables.token);
  if (stdin) {
    const piped = readFileSync(0, 'utf8').trim();
    if (piped === '') throw new UsageError('--secret-stdin: there is nothing on stdin');
    return { kind: 'shared-secret', secret: piped };
  }
  if (secret !== undefined) return { kind: 'shared-secret', secret };
  return token === undefined ? { kind: 'none' } : { kind: 'token', token };
}

function takeVariable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  delete process.env[name];
  return value === '' ? undefined : value;
}

function readCa(file: string): string {
  if (!existsSync(file)) throw new UsageError(`--ca ${file}: there is no such file`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca ${file}: there is no certificate in it (PEM)`);
  return text;
}

function readResolve(text: string): [string, string] {
  const at = text.indexOf(':');
  const host = text.slice(0, at);
  const address = text.slice(at + 1).replace(/^\[(.*)\]$/, '$1');
  if (at < 1 || isIP(address) === 0)
    throw new UsageError(
      `--resolve ${text}: expected <host>:<address>, such as matrix.example.org:192.0.2.200`,
    );
  return [host, address];
}
