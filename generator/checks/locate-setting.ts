import type { LoadedEnvironment } from '../environment/environment.ts';

/**
 * Where an environment key stands in its file, or where it would: at the closest section that the file writes, else at the top.
 *
 * @param key as `formatPath` prints it: `cluster.nodePools.database.taints`, `accept[0]`.
 */
export function locateSetting(
  { file, origins }: LoadedEnvironment,
  key: string,
): { readonly key: string; readonly file: string; readonly line: number } {
  for (let path = key; path !== ''; path = path.replace(/(?:\.[^.[\]]+|\[[^\]]*\]|^[^.[\]]+)$/, '')) {
    const origin = origins.get(path);
    if (origin?.source === 'file') return { key, file: origin.file, line: origin.line };
  }
  return { key, file, line: 1 };
}
