import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pastTree, wholeTree } from '../../generator/rendered/tree.ts';

function write(files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-tree-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

it('a state of the past has its own files where they differ, and those of today elsewhere', () => {
  const current = wholeTree(
    write(['base/a/same.yaml', 'base/a/edited.yaml', 'base/a/added.yaml', 'apps/x.yaml']),
  );
  const root = write(['base/a/edited.yaml', 'base/a/removed/deep.yaml']);
  const changed = new Set(['base/a/edited.yaml', 'base/a/added.yaml', 'base/a/removed/deep.yaml']);
  const past = pastTree({ root, changed, complete: async () => undefined }, current);
  expect(past.list('base')).toEqual(['base/a/edited.yaml', 'base/a/removed/deep.yaml', 'base/a/same.yaml']);
  expect(past.pathOf('base/a/edited.yaml')).toBe(join(root, 'base/a/edited.yaml'));
  expect(past.pathOf('base/a/same.yaml')).toBe(join(current.root, 'base/a/same.yaml'));
  expect(current.list('base')).toEqual(['base/a/added.yaml', 'base/a/edited.yaml', 'base/a/same.yaml']);
  expect(past.list('overlays')).toEqual([]);
});
