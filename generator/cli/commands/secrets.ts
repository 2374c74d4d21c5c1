import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { printYaml } from '../../formats/yaml.ts';
import { assemblePlatform } from '../../platform/assemble-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { printSecrets, printStoreEntries } from '../../reports/print-secrets.ts';
import { generateSecrets } from '../../secrets/generate-secrets.ts';
import { describeSource, listSecrets } from '../../secrets/list-secrets.ts';
import { readProvided } from '../../secrets/read-provided.ts';
import { readSecrets } from '../../secrets/read-secrets.ts';
import { sealSecret } from '../../secrets/seal-secret.ts';
import { selectKeys } from '../../secrets/secret-keys.ts';
import { fillStoreEntries, listStoreEntries } from '../../secrets/store-entries.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';

export interface ListSecretsOptions {
  readonly environment: string;
  /** Print what the store must have instead. */
  readonly storeEntries: boolean;
  readonly json: boolean;
}

/** Prints every Secret that must exist, its keys, where they come from, and who reads them. No values. */
export const listSecretsOf: Verb<ListSecretsOptions> = (context, { environment, storeEntries, json }) => {
  const platform = loadPlatform(context, environment, json);
  if (platform === undefined) return exitCode.usage;
  if (storeEntries) {
    const prefix = prefixOf(platform);
    const entries = listStoreEntries(platform.secrets).map(({ entry, properties }) => ({
      path: `${prefix}/${entry}`,
      properties: Object.entries(properties).map(([property, generator]) => ({
        property,
        from: describeSource(generator),
      })),
    }));
    context.console.out(
      json
        ? `${JSON.stringify({ version: 1, environment, entries }, undefined, 2)}\n`
        : printStoreEntries(environment, entries),
    );
    return exitCode.clean;
  }
  const secrets = listSecrets(platform);
  context.console.out(
    json
      ? `${JSON.stringify({ version: 1, environment, secrets }, undefined, 2)}\n`
      : printSecrets(environment, secrets),
  );
  return exitCode.clean;
};

export interface GenerateSecretsOptions {
  readonly environment: string;
  readonly only: readonly string[];
  readonly provided: string | undefined;
  /** Print what the store must have instead: a line of path and JSON for each entry. */
  readonly storeEntries: boolean;
  readonly force: boolean;
}

/** Prints Secrets with new values, for a pipe. Nothing is stored: running it again gives other values. */
export const generateSecretsOf: Verb<GenerateSecretsOptions> = (context, options) => {
  const { console } = context;
  if (process.stdout.isTTY === true && !options.force)
    throw new UsageError(
      'This prints secrets, and stdout is a terminal that may keep them. Pipe it: | kubectl create -f -   (or add --force)',
    );
  const platform = loadPlatform(context, options.environment, false);
  if (platform === undefined) return exitCode.usage;
  const { secrets } = platform;
  const chosen = orUsageError('--only', () => selectKeys(secrets, options.only));
  const provided =
    options.provided === undefined
      ? {}
      : orUsageError('--provided', () => readProvided(readOutside(context, options.provided ?? ''), secrets));
  const { manifests, missing } = generateSecrets(secrets, provided, chosen);
  if (options.storeEntries) {
    const prefix = prefixOf(platform);
    const entries = fillStoreEntries(secrets, manifests);
    console.out(
      entries.map(({ entry, values }) => `${prefix}/${entry} ${JSON.stringify(values)}\n`).join(''),
    );
  } else console.out(manifests.map((manifest) => `---\n${printYaml(manifest)}`).join(''));
  console.err(
    `${manifests.length} Secrets with new values. Where one exists already, kubectl create refuses it; replacing it is a rotation: docs/runbooks/rotate-secrets.md\n`,
  );
  if (missing.length === 0) return exitCode.clean;
  console.err(
    `Left out, because only you know a value (--provided <file>):\n${missing.map((key) => `  ${key}\n`).join('')}`,
  );
  return exitCode.findings;
};

export interface SealSecretsOptions {
  readonly cert: string;
}

/** Turns Secrets on stdin into SealedSecrets on stdout, which may be committed. */
export const sealSecrets: Verb<SealSecretsOptions> = ({ console }, { cert }) => {
  const key = orUsageError('--cert', () => readCertificate(cert));
  const secrets = orUsageError('stdin', () => readSecrets(readFileSync(0, 'utf8')));
  if (secrets.length === 0) throw new UsageError('stdin: there is no Secret');
  console.out(secrets.map((secret) => `---\n${printYaml(sealSecret(secret, key))}`).join(''));
  return exitCode.clean;
};

/** Path above all entries of the store. */
function prefixOf({ environment }: Platform): string {
  const { store } = environment.secrets;
  if (store === null)
    throw new UsageError(
      `--store-entries: slots.secrets of ${environment.name} is ${environment.slots.secrets}: there is no store`,
    );
  return store.prefix;
}

function loadPlatform(
  { root, console }: VerbContext,
  environment: string,
  json: boolean,
): Platform | undefined {
  const loaded = loadOrReport(root, console, json);
  if (loaded === undefined) return undefined;
  const [declared] = selectEnvironments(loaded, [environment]);
  return declared && assemblePlatform(declared.environment);
}

/** A file with secrets must not stand where `git add` finds it. */
function readOutside({ root }: VerbContext, file: string): string {
  const inside = relative(realpathSync(root), realpathSync(file));
  if (!inside.startsWith('..') && !inside.startsWith('/'))
    throw new SyntaxError(`${file} stands in the repository: keep secrets out of it`);
  return readFileSync(file, 'utf8');
}

/** The public key that `kubeseal --fetch-cert` prints. */
function readCertificate(file: string): KeyObject {
  const key = createPublicKey(readFileSync(file, 'utf8'));
  if (key.asymmetricKeyType !== 'rsa') throw new SyntaxError(`${file} holds no RSA key`);
  return key;
}

/** What a person gave wrongly, as such. */
function orUsageError<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${what}: ${(error as Error).message}`);
  }
}
