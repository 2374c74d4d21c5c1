import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { secretFiles } from '../../../generator/components/synapse/paths.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { writeConfigMap } from './write-config-map.ts';

/**
 * Writes what the first container of a pod finds at its mount paths, below `root`: ConfigMaps with these paths moved below `root` too,
 * secrets with made-up values, empty directories for the rest. Returns what moves a path.
 */
export function writePodMounts(
  environment: Environment,
  { containers: [container], volumes = [] }: IPodSpec,
  root: string,
): (text: string) => string {
  const mounts = container?.volumeMounts ?? [];
  const paths = mounts.map(({ mountPath }) => mountPath).sort((one, other) => other.length - one.length);
  const mounted = new RegExp(`(?<![\\w/.-])(${paths.join('|')})(?![\\w-])`, 'g');
  const move = (text: string): string => text.replaceAll(mounted, `${root}$1`);
  for (const { name, mountPath, subPath } of mounts) {
    const volume = volumes.find((each) => each.name === name);
    const place = join(root, subPath === undefined ? mountPath : dirname(mountPath));
    mkdirSync(place, { recursive: true });
    if (volume?.configMap?.name !== undefined)
      writeConfigMap(environment, volume.configMap.name, place, move, volume.configMap.items);
    for (const { secret } of volume?.projected?.sources ?? [])
      for (const { path } of secret?.items ?? []) writeFileSync(join(place, path), makeSecret(path));
  }
  return move;
}

function makeSecret(file: string): string {
  if (file !== secretFiles.signingKey) return randomBytes(24).toString('hex');
  return `ed25519 a_test ${randomBytes(32).toString('base64').replaceAll('=', '')}`;
}
