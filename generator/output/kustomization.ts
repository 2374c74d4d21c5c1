import { printYaml } from '../formats/yaml.ts';
import { header } from './header.ts';

/** One entry of `configMapGenerator`. */
export interface ConfigMapEntry {
  readonly name: string;
  readonly namespace: string;
  readonly behavior?: 'merge' | 'replace';
  readonly files: readonly string[];
  readonly options: {
    readonly disableNameSuffixHash: true;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** One entry of `images`. What is absent stays; a tag without a digest removes the digest, and the reverse. */
export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** One entry of `patches`. A strategic merge patch names its object itself, a JSON patch needs a target. */
export interface PatchEntry {
  readonly path: string;
  readonly target?: {
    readonly group?: string;
    readonly version: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
}

/** The parts of a `kustomization.yaml` that this project uses; `kustomize` applies them in this order. */
export interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly ConfigMapEntry[];
  readonly patches: readonly PatchEntry[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly images: readonly ImageEntry[];
}

/** Text of a `kustomization.yaml`; empty parts are left out. */
export function printKustomization(
  kustomization: Partial<Kustomization>,
  sources: readonly string[],
): string {
  const { resources = [], configMapGenerator = [], patches = [], replicas = [], images = [] } = kustomization;
  return (
    header(sources) +
    printYaml({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      ...(resources.length > 0 && { resources }),
      ...(configMapGenerator.length > 0 && { configMapGenerator }),
      ...(patches.length > 0 && { patches }),
      ...(replicas.length > 0 && { replicas }),
      ...(images.length > 0 && { images }),
    })
  );
}
