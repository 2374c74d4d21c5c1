import { compareText } from '../kubernetes/compare-text.ts';
import { isLeaf, withoutSealedSecrets } from './compute-origins.ts';
import type { LoadedEnvironment, Origin } from './environment.ts';
import { formatPath, type Path } from './path.ts';

/** One value of a resolved environment. */
export interface FlatSetting {
  /** As `formatPath` prints it. */
  readonly path: string;
  /** A scalar, null, or an empty list or mapping. */
  readonly value: unknown;
  readonly origin: Origin;
}

/** Every value of a resolved environment and where it came from, by path. */
export function flattenEnvironment({ environment, origins }: LoadedEnvironment): FlatSetting[] {
  const settings: FlatSetting[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (isLeaf(value)) {
      const text = formatPath(path);
      settings.push({ path: text, value, origin: origins.get(text) ?? { source: 'default' } });
    } else if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else for (const [key, child] of Object.entries(value as object)) visit(child, [...path, key]);
  };
  visit(withoutSealedSecrets(environment), []);
  return settings.sort(({ path: a }, { path: b }) => compareText(a, b));
}
