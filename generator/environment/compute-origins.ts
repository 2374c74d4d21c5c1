import type { Environment, Origin } from './environment.ts';
import { formatPath, type Path, valueAt } from './path.ts';
import { layersBelow } from './resolve-environment.ts';
import type { EnvironmentFile } from './schema/environment-schema.ts';
import { locate, positionOf, type SourceFile } from './source-file.ts';

/** Where each value of a resolved environment came from: leaves, and whole sections that the file writes. */
export function computeOrigins(
  environment: Environment,
  file: EnvironmentFile,
  source: SourceFile,
): ReadonlyMap<string, Origin> {
  const layers = layersBelow(file);
  const origins = new Map<string, Origin>();
  const originOf = (path: Path, leaf: boolean): Origin => {
    if (valueAt(file, path) !== undefined)
      return {
        source: 'file',
        file: source.file,
        ...positionOf(source, locate(source, path, leaf ? 'value' : 'key').start),
      };
    return layers.find(({ values }) => valueAt(values, path) !== undefined)?.origin ?? { source: 'default' };
  };
  const visit = (value: unknown, path: Path): void => {
    const leaf = isLeaf(value);
    const origin = originOf(path, leaf);
    if (path.length > 0 && (leaf || origin.source === 'file')) origins.set(formatPath(path), origin);
    if (leaf) return;
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else for (const [key, child] of Object.entries(value as object)) visit(child, [...path, key]);
  };
  visit(withoutSealedSecrets(environment), []);
  return origins;
}

/** True for a value that has nothing below it: scalars, null, empty lists and mappings. */
export function isLeaf(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

/** The settings: what is sealed stands in a file of its own. */
export function withoutSealedSecrets({ sealedSecrets: _, ...settings }: Environment) {
  return settings;
}
