import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');
const pages = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .sort();

describe('decisions', () => {
  it('are numbered one after another, in the file name and in the title', () => {
    const titles = pages.map((page) => readFileSync(join(folder, page), 'utf8').split('\n', 1)[0]);
    expect(pages.map((page) => page.slice(0, 5))).toEqual(
      pages.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
    for (const [index, title] of titles.entries())
      expect(title).toMatch(new RegExp(`^# ${index + 1}\\. \\S`));
  });

  it('stand in the contents by number and title', () => {
    const rows = pages.map((page) => {
      const [, title] = /^# \d+\. (.*)/.exec(readFileSync(join(folder, page), 'utf8')) ?? [];
      return `| [${page.slice(0, 4)}](${page}) | ${title} |`;
    });
    const contents = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(contents.split('\n').filter((line) => line.startsWith('| ['))).toEqual(rows);
  });
});
