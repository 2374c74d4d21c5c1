import type { DeepPartial } from './deep-partial.ts';
import {
  availabilityDefaults,
  backupDefaults,
  computeDefaults,
  externalStoreDefaults,
  mediaBackupDefaults,
  nodePoolDefaults,
  recoveryDefaults,
  rfc2136Defaults,
  secretStoreDefaults,
  vaultDefaults,
} from './defaults.ts';
import type { Draft } from './draft.ts';
import type { Environment, LayerOrigin } from './environment.ts';
import { sizingPresets } from './presets.ts';
import type { EnvironmentFile } from './schema/environment-schema.ts';
import type { SealedSecret } from './schema/sealed-secret.ts';

/** One source of values that the file does not write. */
export interface Layer {
  readonly origin: LayerOrigin;
  readonly values: DeepPartial<EnvironmentFile>;
}

/**
 * Fills every optional value of a valid environment file: what the file writes wins over the availability defaults, those over the
 * sizing preset, that over the general defaults. The result is frozen at every depth.
 *
 * @param sealedSecrets - what stands in the file of sealed Secrets
 */
export function resolveEnvironment(
  file: EnvironmentFile,
  sealedSecrets: readonly SealedSecret[] = [],
): Environment {
  return deepFreeze({ ...resolveDraft(file), sealedSecrets }) as unknown as Environment;
}

/** The same for a file with mistakes taken out: what depends on an absent value stays absent. */
export function resolveDraft(file: Draft<EnvironmentFile>): Draft<Environment> {
  const merged = [file, ...layersBelow(file).map(({ values }) => values)].reduceRight<unknown>(
    (weaker, stronger) => merge(weaker, stronger),
    {},
  );
  return fillCollections(merged as Draft<EnvironmentFile>);
}

/** The layers below a file, strongest first. */
export function layersBelow(file: Draft<EnvironmentFile>): Layer[] {
  const users = file.scale?.users;
  const preset = users === undefined ? undefined : sizingPresets.find(({ users: most }) => users <= most);
  const availability = file.scale?.availability ?? 'high';
  return [
    { origin: { source: 'availability', availability }, values: availabilityDefaults[availability] },
    ...(preset
      ? [{ origin: { source: 'preset', preset: preset.name }, values: preset.values } as const]
      : []),
    { origin: { source: 'default' }, values: computeDefaults(file) },
  ];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists are whole: the stronger one replaces the weaker. Values are copied, so freezing the result touches no layer. */
function merge(weaker: unknown, stronger: unknown): unknown {
  const value = stronger === undefined ? weaker : stronger;
  if (Array.isArray(value)) return value.map((item) => merge(undefined, item));
  if (!isMap(value)) return value;
  const result: Record<string, unknown> = {};
  const below = isMap(weaker) ? weaker : {};
  for (const key of new Set([...Object.keys(below), ...Object.keys(value)]))
    result[key] = merge(
      Object.hasOwn(below, key) ? below[key] : undefined,
      Object.hasOwn(value, key) ? value[key] : undefined,
    );
  return result;
}

/** Defaults inside maps and lists that the user names, and inside sections that may be absent: node pools, taints, backup, stores, DNS update. */
function fillCollections(environment: Draft<EnvironmentFile>): Draft<Environment> {
  const { name, cluster, postgres, certificates, objectStore, secrets } = environment;
  const pools = Object.entries(cluster?.nodePools ?? {}).map(([name, pool]) => {
    const filled = merge(nodePoolDefaults, pool) as Draft<Environment['cluster']['nodePools'][string]>;
    const taints = filled.taints?.map((taint) => taint && { ...taint, value: taint.value ?? '' });
    return [name, { ...filled, taints }] as const;
  });
  const recovery = postgres?.recovery
    ? merge({ ...recoveryDefaults, destination: postgres.backup?.destination }, postgres.recovery)
    : postgres?.recovery;
  const acme = certificates?.acme;
  const fill = (defaults: unknown, section: unknown) => (section ? merge(defaults, section) : section);
  const store = secrets?.store && { ...secrets.store, vault: fill(vaultDefaults, secrets.store.vault) };
  return {
    ...environment,
    ...(acme && {
      certificates: { ...certificates, acme: { ...acme, rfc2136: fill(rfc2136Defaults, acme.rfc2136) } },
    }),
    ...(cluster && {
      cluster: { ...cluster, ...(cluster.nodePools && { nodePools: Object.fromEntries(pools) }) },
    }),
    ...(postgres && { postgres: { ...postgres, backup: fill(backupDefaults, postgres.backup), recovery } }),
    ...(secrets && {
      secrets: { store: fill({ ...secretStoreDefaults, prefix: `matrix/${name}` }, store ?? null) },
    }),
    ...(objectStore && {
      objectStore: {
        ...objectStore,
        external: fill(externalStoreDefaults, objectStore.external),
        mediaBackup: fill(mediaBackupDefaults, objectStore.mediaBackup),
      },
    }),
  } as Draft<Environment>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
