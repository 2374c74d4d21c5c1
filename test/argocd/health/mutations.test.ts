import { expect, it } from 'vitest';
import { readHealthChecks } from '../../../generator/argocd/health/health-checks.ts';
import { readFixtures } from './fixtures.ts';
import { runHealth } from './run-health.ts';

/** What may go wrong in a script, one place at a time. */
const mutations: readonly (readonly [RegExp, string])[] = [
  [/==/g, '~='],
  [/~=/g, '=='],
  [/\band\b/g, 'or'],
  [/\bor\b/g, 'and'],
  [/ < /g, ' >= '],
  [/ > /g, ' < '],
  [/"Progressing"/g, '"Healthy"'],
  [/"Degraded"/g, '"Progressing"'],
  [/"Suspended"/g, '"Healthy"'],
  [/"Healthy"/g, '"Progressing"'],
  [/= true\b/g, '= false'],
  [/\bnot /g, ''],
];

interface Mutant {
  readonly name: string;
  readonly script: string;
}

function mutantsOf(kind: string, script: string): Mutant[] {
  return mutations.flatMap(([pattern, replacement]) =>
    [...script.matchAll(pattern)].flatMap(({ index, 0: text }) => {
      const lineStart = script.lastIndexOf('\n', index) + 1;
      const line = script.slice(lineStart, script.indexOf('\n', index));
      if (line.trimStart().startsWith('--')) return [];
      const name = `${kind}: ${line.trim()} [${index - lineStart}: ${text.trim()} -> ${replacement.trim()}]`;
      return [{ name, script: script.slice(0, index) + replacement + script.slice(index + text.length) }];
    }),
  );
}

async function survives({ script }: Mutant, folder: string): Promise<boolean> {
  for (const { object, expect: verdict } of readFixtures(folder)) {
    try {
      const { status, message } = await runHealth(script, object);
      if (status !== verdict.status || message !== verdict.message) return false;
    } catch {
      return false;
    }
  }
  return true;
}

const folders = [...new Map(readHealthChecks().map((check) => [check.folder, check])).values()];

it.each(folders)(
  'every mutant of $folder is told by a fixture',
  { timeout: 60_000 },
  async ({ folder, script }) => {
    const mutants = mutantsOf(folder, script);
    expect(mutants.length).toBeGreaterThan(5);
    const survivors: string[] = [];
    for (const mutant of mutants) if (await survives(mutant, folder)) survivors.push(mutant.name);
    expect(survivors).toEqual([]);
  },
);
