import { listIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { PodTemplate, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, type MountedFile } from './config-files.ts';

/**
 * The ConfigMap files that a container sees, by their path in it. Volumes of one ConfigMap and projected ones; `items` and `subPath` as
 * the kubelet reads them.
 */
export function filesInContainer(
  resources: ResourceSet,
  { namespace, spec }: PodTemplate,
  container: Json,
): ReadonlyMap<string, MountedFile> {
  const files = new Map<string, MountedFile>();
  const volumes = new Map(listIn(spec, 'volumes').map((volume) => [textIn(volume, 'name'), volume]));
  for (const mount of listIn(container, 'volumeMounts')) {
    const mountPath = (textIn(mount, 'mountPath') ?? '').replace(/\/$/, '');
    const subPath = textIn(mount, 'subPath');
    for (const [name, file] of filesInVolume(resources, namespace, volumes.get(textIn(mount, 'name')))) {
      if (subPath === undefined) files.set(`${mountPath}/${name}`, file);
      else if (name === subPath) files.set(mountPath, file);
    }
  }
  return files;
}

function filesInVolume(
  resources: ResourceSet,
  namespace: string,
  volume: Json | undefined,
): (readonly [string, MountedFile])[] {
  if (volume === undefined) return [];
  const sources = [volume, ...listIn(volume, 'projected', 'sources')];
  return sources.flatMap((source) => {
    const name = textIn(source, 'configMap', 'name');
    const configMap = name === undefined ? undefined : resources.find('ConfigMap', namespace, name);
    if (configMap === undefined) return [];
    const files = new Map(filesOf(resources).get(configMap) ?? []);
    const items = listIn(source, 'configMap', 'items');
    if (items.length === 0) return [...files];
    return items.flatMap((item) => {
      const file = files.get(textIn(item, 'key') ?? '');
      return file === undefined ? [] : [[textIn(item, 'path') ?? '', file] as const];
    });
  });
}

type FilesByMap = ReadonlyMap<MountedFile['configMap'], ReadonlyMap<string, MountedFile>>;
const known = new WeakMap<ResourceSet, FilesByMap>();

/** Files of every ConfigMap by their key, listed once for a resource set. */
function filesOf(resources: ResourceSet): FilesByMap {
  const before = known.get(resources);
  if (before !== undefined) return before;
  const byMap = new Map<MountedFile['configMap'], Map<string, MountedFile>>();
  for (const file of configFiles(resources)) {
    const files = byMap.get(file.configMap) ?? new Map<string, MountedFile>();
    byMap.set(file.configMap, files.set(file.key, file));
  }
  known.set(resources, byMap);
  return byMap;
}
