import type { ConfigFile } from '../../formats/config-file.ts';
import { serializeConfigFile } from '../../formats/serialize-config-file.ts';
import type { PlatformApp } from '../../platform/platform.ts';
import type { ConfigMapEntry } from '../kustomization.ts';
import { nameFiles } from '../name-files.ts';
import type { Manifest } from '../to-manifest.ts';

type ConfigMapFiles = PlatformApp['configMaps'][number];

/** What a component's ConfigMaps become: generator entries, the files they read, and objects to compare with patches. */
export interface ConfigMapOutput {
  readonly entries: readonly ConfigMapEntry[];
  /** Text by path relative to the directory of the kustomization. */
  readonly files: ReadonlyMap<string, string>;
}

/** A ConfigMap as the object that patches see; its data stands in files. */
export function toConfigMapManifest({ name, namespace, labels }: ConfigMapFiles): Manifest {
  const hasLabels = Object.keys(labels).length > 0;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...(hasLabels && { labels: { ...labels } }) },
  };
}

/** Generates every ConfigMap from scratch. */
export function generateConfigMaps(configMaps: readonly ConfigMapFiles[]): ConfigMapOutput {
  return collect(configMaps, (configMap) => ({ files: configMap.files, isNew: true }));
}

/**
 * Generates what differs from the base: changed and new files are merged into its ConfigMap; where a file vanishes, the ConfigMap's
 * data are replaced. Labels stay the base's and are patched, because kustomize can add labels here and not remove them.
 */
export function deriveConfigMaps(
  base: readonly ConfigMapFiles[],
  target: readonly ConfigMapFiles[],
): ConfigMapOutput {
  const before = new Map(base.map((configMap) => [keyOf(configMap), configMap]));
  return collect(target, (configMap) => {
    const known = before.get(keyOf(configMap));
    if (known === undefined) return { files: configMap.files, isNew: true };
    const changed = Object.entries(configMap.files).filter(
      ([name, file]) => !sameFile(known.files[name], file),
    );
    const vanished = Object.keys(known.files).some((name) => !Object.hasOwn(configMap.files, name));
    if (vanished) return { files: configMap.files, behavior: 'replace' };
    return changed.length === 0 ? undefined : { files: Object.fromEntries(changed), behavior: 'merge' };
  });
}

type Change = { readonly files: ConfigMapFiles['files'] } & (
  | { readonly isNew: true }
  | { readonly behavior: 'merge' | 'replace' }
);

function collect(
  configMaps: readonly ConfigMapFiles[],
  decide: (configMap: ConfigMapFiles) => Change | undefined,
): ConfigMapOutput {
  const entries: ConfigMapEntry[] = [];
  const files = new Map<string, string>();
  const folders = nameFolders(configMaps);
  for (const [index, configMap] of configMaps.entries()) {
    const change = decide(configMap);
    if (change === undefined) continue;
    const { name, namespace, labels } = configMap;
    const paths = Object.entries(change.files).map(([file, content]) => {
      const path = `config/${folders[index]}/${file}`;
      files.set(path, serializeConfigFile(content));
      return path;
    });
    const isNew = 'isNew' in change;
    entries.push({
      name,
      namespace,
      ...(!isNew && { behavior: change.behavior }),
      files: paths,
      options: {
        disableNameSuffixHash: true,
        ...(isNew && Object.keys(labels).length > 0 && { labels }),
      },
    });
  }
  return { entries, files };
}

/** Folder of each ConfigMap under `config/`: its name, with the namespace where names clash. */
function nameFolders(configMaps: readonly ConfigMapFiles[]): string[] {
  const kind = 'configmap';
  const names = nameFiles(
    configMaps.map(({ name, namespace }) => ({ apiVersion: 'v1', kind, namespace, name })),
  );
  return names.map((name) => name.slice(kind.length + 1));
}

/** Compares what would be printed, so the order of keys counts. */
function sameFile(one: ConfigFile | undefined, other: ConfigFile): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function keyOf({ namespace, name }: ConfigMapFiles): string {
  return `${namespace}/${name}`;
}
