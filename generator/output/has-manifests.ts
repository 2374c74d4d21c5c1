import type { PlatformApp } from '../platform/platform.ts';

/** Whether an app has manifests of its own beside or instead of a chart: only then it has directories in `base/` and `overlays/`. */
export function hasManifests({ resources, configMaps }: PlatformApp): boolean {
  return resources.length > 0 || configMaps.length > 0;
}
