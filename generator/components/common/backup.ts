import { type BackupStatement, backupAnnotation, formatBackup } from '../../kubernetes/backup-annotation.ts';

/**
 * Annotation of an object with volumes: what copies their data, or why it need not be copied. Databases have none: their scheduled
 * backup names them.
 */
export function backup(...statements: readonly BackupStatement[]): Record<string, string> {
  return { [backupAnnotation]: formatBackup(statements) };
}
