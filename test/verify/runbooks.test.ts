import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../generator/tools/tool-versions.ts';

const sources = join(projectRoot, 'generator/verify');
const named = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => readFileSync(join(sources, file), 'utf8').match(/docs\/runbooks\/[\w-]+\.md/g) ?? []);

it('remedies name runbooks that exist', () => {
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
});
