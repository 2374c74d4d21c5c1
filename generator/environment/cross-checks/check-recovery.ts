import type { CrossCheck } from './cross-check.ts';

/**
 * A restored database starts an archive of its own. In the one that it came from it would overwrite files, so the plugin refuses an
 * archive that is not empty and the recovery never ends.
 */
export const checkRecovery: CrossCheck = ({ resolved, report }) => {
  const { backup, recovery } = resolved.postgres ?? {};
  if (!recovery) return;
  if (backup === null) {
    report({
      code: 'recovery-without-backup',
      path: ['postgres', 'recovery'],
      message: 'postgres.recovery without postgres.backup: its endpoint and credentials lead to the archive',
      expected: 'postgres.backup with destination and endpoint',
    });
    return;
  }
  if (recovery.archive !== recovery.source || recovery.destination !== backup?.destination) return;
  report({
    code: 'recovery-overwrites',
    path: ['postgres', 'recovery', 'archive'],
    message: `"${recovery.archive}" is the archive that the database is restored from`,
    expected: 'a name that this destination does not have yet',
    suggestion: `"${recovery.source}-2"`,
  });
};
