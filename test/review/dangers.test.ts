import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dangerRules } from '../../generator/review/dangers/registry.ts';
import { describeReview } from '../../generator/review/describe-review.ts';
import { reviewEnvironments } from '../../generator/review/review.ts';
import { readSet, root } from './support.ts';

const fixtures = 'test/fixtures/review';
/** `UPDATE_EXPECTED=1` writes what the rules say now; read the difference before committing it. */
const update = process.env['UPDATE_EXPECTED'] === '1';

function judge(folder: string) {
  const [before, after] = ['before', 'after'].map((side) => readSet(join(folder, `${side}.yaml`)));
  if (before === undefined || after === undefined) throw new Error(`${folder} is not complete`);
  return describeReview(reviewEnvironments([{ before, after, acknowledgements: [] }], '2026-11-25'));
}

function print({ dangers }: ReturnType<typeof judge>): string {
  return dangers
    .map(({ rule, blocks, resource, path, before, after, consequence, remedy }) =>
      [
        `${rule}${blocks ? ' (blocks)' : ''}: ${resource} ${path}`.trimEnd(),
        `  ${before ?? '(none)'} → ${after ?? '(none)'}`,
        `  ${consequence}`,
        `  instead: ${remedy}`,
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

describe.each(dangerRules.map(({ slug }) => slug))('%s', (slug) => {
  const folder = join(fixtures, slug);
  const cases = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];

  test('has changes that it reports and changes that look like them', () => {
    expect(cases.some((name) => name.startsWith('danger'))).toBe(true);
    expect(cases.some((name) => name.startsWith('quiet'))).toBe(true);
  });

  test.each(cases.filter((name) => name.startsWith('danger')))('reports %s with these words', (name) => {
    const review = judge(join(folder, name));
    expect(review.dangers.map(({ rule }) => rule)).toContain(slug);
    const expected = join(root, folder, name, 'expected.txt');
    if (update) writeFileSync(expected, print(review));
    expect(print(review)).toBe(readFileSync(expected, 'utf8'));
  });

  test.each(cases.filter((name) => name.startsWith('quiet')))(
    'stays quiet about %s, having seen it',
    (name) => {
      const review = judge(join(folder, name));
      expect(
        review.changes.length + review.counts.flatMap(({ hidden }) => Object.keys(hidden)).length,
      ).toBeGreaterThan(0);
      expect(review.dangers.map(({ rule }) => rule)).not.toContain(slug);
    },
  );
});

test('every fixture folder belongs to a danger rule', () => {
  const folders = readdirSync(join(root, fixtures)).flatMap((family) =>
    readdirSync(join(root, fixtures, family)).map((rule) => `${family}/${rule}`),
  );
  expect(folders.filter((folder) => !dangerRules.some(({ slug }) => slug === folder))).toEqual([]);
});
