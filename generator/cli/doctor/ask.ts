import { spawnSync } from 'node:child_process';
import type { Json } from '../../kubernetes/object.ts';
import type { Answered as Answer } from '../../verify/cluster.ts';

export type { Answer };

const seconds = 20;

/** Runs a program that only reads, and gives what it printed. */
export function ask(program: string, args: readonly string[]): Answer<string> {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: seconds * 1000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { ok: false, why: `${program} is not on PATH` };
    return { ok: false, why: code === 'ETIMEDOUT' ? `no answer within ${seconds} s` : error.message };
  }
  if (status !== 0) return { ok: false, why: stderr.trim().split('\n').at(-1) ?? `exit code ${status}` };
  return { ok: true, value: stdout };
}

/** The same for a program that prints JSON. */
export function askJson(program: string, args: readonly string[]): Answer<Json> {
  const answer = ask(program, args);
  if (!answer.ok) return answer;
  try {
    return { ok: true, value: JSON.parse(answer.value) as Json };
  } catch {
    return { ok: false, why: `${program} printed no JSON` };
  }
}
