/** Annotation of an object with volumes, or of a claim: how its data comes back after a loss. */
export const backupAnnotation = 'matrix-gitops/backup';

/** One thing that the annotation says; several may hold, each for a part of the data. */
export type BackupStatement =
  /** An object with a schedule copies the data: a CronJob, a ScheduledBackup, a Schedule of Velero. */
  | { readonly by: 'copy'; readonly kind: string; readonly namespace: string; readonly name: string }
  /** The data may be lost, because it comes from somewhere else or is worth nothing later. */
  | { readonly by: 'rebuildable'; readonly why: string }
  /** There is none yet; `why` as a rule prints it, such as `objectStore.mediaBackup is not set`. */
  | { readonly by: 'none'; readonly why: string };

/** Statements as the annotation's value: `CronJob/minio/media-backup; rebuildable: logs, which nobody restores`. */
export function formatBackup(statements: readonly BackupStatement[]): string {
  return statements
    .map((one) => (one.by === 'copy' ? `${one.kind}/${one.namespace}/${one.name}` : `${one.by}: ${one.why}`))
    .join('; ');
}

/** Reads a value of the annotation; what is neither form of statement comes back as text. */
export function parseBackup(value: string): (BackupStatement | string)[] {
  return value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseStatement);
}

function parseStatement(text: string): BackupStatement | string {
  const [, kind, namespace, name] = /^([A-Z]\w*)\/([a-z0-9.-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
  if (kind !== undefined && namespace !== undefined && name !== undefined)
    return { by: 'copy', kind, namespace, name };
  const [, by, why] = /^(rebuildable|none):\s*(\S.*)$/.exec(text) ?? [];
  if (why === undefined || (by !== 'rebuildable' && by !== 'none')) return text;
  return { by, why };
}
