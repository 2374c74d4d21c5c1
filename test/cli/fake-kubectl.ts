import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a kubectl on PATH answers: a shell pattern of its arguments, with a blank before them, to shell commands. The first that matches decides. */
export type Recorded = readonly (readonly [pattern: string, commands: string])[];

/** A directory for PATH with a kubectl that replays answers, and the calls that it got. */
export function makeFakeKubectl(root: string, recorded: Recorded) {
  const bin = join(root, 'bin');
  const log = join(root, 'calls');
  mkdirSync(bin, { recursive: true });
  const cases = recorded.map(([pattern, commands]) => `${pattern})\n${commands}\n;;`);
  writeFileSync(
    join(bin, 'kubectl'),
    `#!/bin/sh\necho "$*" >>${log}\ncase " $*" in\n${cases.join('\n')}\n*) echo "error: nothing recorded for $*" >&2; exit 9 ;;\nesac\n`,
  );
  chmodSync(join(bin, 'kubectl'), 0o755);
  return {
    bin,
    PATH: `${bin}:${process.env['PATH']}`,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

/** Commands that print a value as JSON. */
export function printing(value: unknown): string {
  return `cat <<'END'\n${JSON.stringify(value)}\nEND`;
}
