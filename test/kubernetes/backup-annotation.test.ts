import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BackupStatement,
  formatBackup,
  parseBackup,
} from '../../generator/kubernetes/backup-annotation.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const why = fc.stringMatching(/^[a-z][a-z0-9 ,.:/-]{0,40}[a-z]$/);
const statement: fc.Arbitrary<BackupStatement> = fc.oneof(
  fc.record({
    by: fc.constant('copy' as const),
    kind: fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/),
    namespace: label,
    name: label,
  }),
  fc.record({ by: fc.constantFrom('rebuildable' as const, 'none' as const), why }),
);

describe('backup annotation', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(parseBackup(formatBackup(statements))).toEqual(statements);
      }),
    );
  });

  it.each(['rebuildable', 'rebuildable:', 'cronjob/minio/media-backup', 'CronJob/media-backup', 'yes'])(
    'gives back what is no statement: %s',
    (text) => expect(parseBackup(text)).toEqual([text]),
  );

  it('says nothing where it is empty', () => expect(parseBackup(' ; ')).toEqual([]));
});
