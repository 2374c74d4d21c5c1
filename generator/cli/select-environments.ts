import type { LoadedEnvironment } from '../environment/environment.ts';
import { UsageError } from './verb.ts';

/**
 * The environments with these names, or all when none is named.
 *
 * @throws UsageError for a name that no environment has.
 */
export function selectEnvironments(
  loaded: readonly LoadedEnvironment[],
  names: readonly string[],
): readonly LoadedEnvironment[] {
  const known = loaded.map(({ environment }) => environment.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`There is no environment "${unknown.join('", "')}". There are: ${known.join(', ')}`);
  }
  return names.length === 0 ? loaded : loaded.filter(({ environment }) => names.includes(environment.name));
}
