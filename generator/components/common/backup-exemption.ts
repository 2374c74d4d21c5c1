/**
 * Annotation of a workload with volumes that no backup holds on purpose: why its data can be lost. A rule that asks for a backup of
 * every volume reads it.
 */
export function needsNoBackup(why: string): Record<string, string> {
  return { 'matrix-gitops/no-backup': why };
}
