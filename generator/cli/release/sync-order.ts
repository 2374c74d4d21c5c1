import type { Platform } from '../../platform/platform.ts';

/** One Application in the order in which a release reaches it. */
export interface SyncStep {
  readonly component: string;
  readonly wave: number;
  /** Files of the release that are not those of the release before; undefined when there was none. */
  readonly changedFiles: number | undefined;
}

/**
 * Applications that a new pin changes, in the order in which the root applies them: those with an overlay. One that is a chart alone
 * carries its version itself and follows the branch.
 *
 * @param changed files that differ between the releases, or undefined for a first pin.
 */
export function listSyncOrder(
  { environment, apps }: Platform,
  changed: readonly string[] | undefined,
): SyncStep[] {
  return apps
    .filter(({ resources, configMaps }) => resources.length > 0 || configMaps.length > 0)
    .map(({ component, wave }) => ({
      component,
      wave,
      changedFiles: changed?.filter(
        (file) =>
          file.startsWith(`base/${component}/`) ||
          file.startsWith(`overlays/${environment.name}/${component}/`),
      ).length,
    }));
}

/** Waves as lines, components of one wave together. */
export function printSyncOrder(steps: readonly SyncStep[]): string {
  const waves = [...new Set(steps.map(({ wave }) => wave))];
  return waves
    .map((wave) => {
      const names = steps.filter((step) => step.wave === wave).map(describeStep);
      return `  ${String(wave).padStart(4)}  ${names.join(', ')}\n`;
    })
    .join('');
}

function describeStep({ component, changedFiles }: SyncStep): string {
  if (changedFiles === undefined) return component;
  return changedFiles === 0 ? `${component} (same)` : `${component} (${changedFiles} files)`;
}
