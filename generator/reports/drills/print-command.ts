import type { KubectlCommand } from '../../drills/drill.ts';

/** A kubectl command as it could be typed. */
export function printCommand(command: KubectlCommand, context: string | undefined): string {
  const at = context === undefined ? [] : ['--context', context];
  return ['kubectl', ...at, ...command].map(quoteWord).join(' ');
}

/** Quotes what a shell would not take as one word; `<pod>` stands for something that is still to be put in. */
function quoteWord(word: string): string {
  return /^[\w@%+=:,./<>-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
