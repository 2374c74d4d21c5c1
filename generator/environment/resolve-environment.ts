import { availabilityDefaults, backupDefaults, computeDefaults, nodePoolDefaults } from './defaults.ts';
import type { Environment } from './environment.ts';
import { sizingPresets } from './presets.ts';
import type { EnvironmentFile } from './schema/environment-schema.ts';

/** One source of values, the strongest first. */
export interface Layer {
  readonly origin: string;
  readonly values: unknown;
}

/**
 * Fills every optional value of a valid environment file: what the file writes wins over the availability defaults, those over the
 * sizing preset, that over the general defaults. The result is frozen at every depth.
 */
export function resolveEnvironment(file: EnvironmentFile): Environment {
  const merged = layersOf(file)
    .map(({ values }) => values)
    .reduceRight((weaker, stronger) => merge(weaker, stronger), {});
  return deepFreeze(fillCollections(merged as Record<string, never>)) as unknown as Environment;
}

/** The layers that make up an environment, strongest first. */
export function layersOf(file: EnvironmentFile): Layer[] {
  const preset = sizingPresets.find(({ users }) => file.scale.users <= users);
  const availability = file.scale.availability ?? 'high';
  return [
    { origin: 'file', values: file },
    { origin: `availability: ${availability}`, values: availabilityDefaults[availability] },
    { origin: `preset ${preset?.name}`, values: preset?.values ?? {} },
    { origin: 'default', values: computeDefaults(file) },
  ];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(weaker: unknown, stronger: unknown): unknown {
  if (stronger === undefined) return weaker;
  if (!isMap(weaker) || !isMap(stronger)) return stronger;
  const result: Record<string, unknown> = { ...weaker };
  for (const [key, value] of Object.entries(stronger)) result[key] = merge(weaker[key], value);
  return result;
}

/** Defaults inside maps and lists that the user names: node pools, taints, the backup section. */
function fillCollections(environment: Record<string, never>): Record<string, unknown> {
  const { cluster, postgres } = environment as unknown as {
    cluster: { nodePools: Record<string, { taints?: object[] }> };
    postgres: { backup: object | null };
  };
  const nodePools = Object.fromEntries(
    Object.entries(cluster.nodePools).map(([name, pool]) => [
      name,
      {
        ...(merge(nodePoolDefaults, pool) as object),
        taints: (pool.taints ?? []).map((taint) => ({ value: '', ...taint })),
      },
    ]),
  );
  const backup = postgres.backup === null ? null : { ...backupDefaults, ...postgres.backup };
  return {
    ...(environment as object),
    cluster: { ...cluster, nodePools },
    postgres: { ...postgres, backup },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
