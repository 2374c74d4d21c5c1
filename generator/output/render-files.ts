import { compareText } from '../kubernetes/compare-text.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';
import { hasManifests } from './has-manifests.ts';
import { environmentSource } from './header.ts';
import { deriveOverlay } from './overlay/derive-overlay.ts';
import { printManifests } from './print-manifests.ts';
import { renderBase } from './render-base.ts';

/** A file of whole manifests, such as an Argo CD Application. */
export interface ManifestFile {
  /** `apps/<environment>/…`, relative to the repository root, with `/`. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/** Everything that becomes files. */
export interface RenderInput {
  /** The platform that `base/` shows. */
  readonly reference: Platform;
  /** One platform per environment. */
  readonly platforms: readonly Platform[];
  readonly applications: readonly ManifestFile[];
  /** Files that are text already. */
  readonly extra: readonly { readonly path: string; readonly text: string }[];
}

/**
 * Prints the whole generated tree: text by path relative to the repository root, with `/`, sorted. Pure: the same input gives the same
 * bytes in any order of environments.
 *
 * @throws Error when two files have one path, which is a mistake in the generator.
 */
export function renderFiles({ reference, platforms, applications, extra }: RenderInput): Map<string, string> {
  const files = new Map<string, string>();
  function add(path: string, text: string): void {
    if (files.has(path)) throw new Error(`Two generated files have the path ${path}`);
    files.set(path, text);
  }
  const bases = new Map(reference.apps.filter(hasManifests).map((app) => [app.component, app]));
  for (const [component, app] of bases)
    for (const [path, text] of renderBase(app)) add(`base/${component}/${path}`, text);
  for (const { environment, apps } of platforms) {
    for (const app of apps.filter(hasManifests)) {
      const overlay = deriveOverlay(environment, bases.get(app.component), app);
      for (const [path, text] of overlay) add(`overlays/${environment.name}/${app.component}/${path}`, text);
    }
  }
  for (const { path, objects } of applications) {
    const environment = path.split('/')[1] ?? '';
    add(path, printManifests(objects, [environmentSource(environment)]));
  }
  for (const { path, text } of extra) add(path, text);
  return new Map([...files].sort(([one], [other]) => compareText(one, other)));
}
