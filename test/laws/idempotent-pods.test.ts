import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildTree } from '../../generator/cli/build-tree.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';

const root = join(import.meta.dirname, '..', '..');
const generator = join(root, 'generator');

it('law 6: nothing that is generated can know the version of the generator', () => {
  const readers = readdirSync(generator, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('checks/schema/derive'))
    .filter((file) => /package\.json|npm_package_version/.test(readFileSync(join(generator, file), 'utf8')));
  expect(readers).toEqual([]);
});

it('law 2: the tree is the same in any order of environments, at any time, in any working directory', () => {
  const { environments = [] } = loadEnvironments(root);
  expect(environments.length).toBeGreaterThan(1);
  const first = buildTree(environments);
  const second = buildTree([...environments].reverse());
  expect([...second]).toEqual([...first]);
});
