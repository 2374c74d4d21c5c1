import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { renderEnvironment } from '../../generator/rendered/render-environment.ts';
import { renderPair } from '../../generator/rendered/render-pair.ts';
import type { ResourceSet } from '../../generator/rendered/resource-set.ts';
import { describeReview } from '../../generator/review/describe-review.ts';
import { reviewEnvironments } from '../../generator/review/review.ts';
import { ensureTools } from '../../generator/tools/find-tool.ts';

const repository = join(import.meta.dirname, '..', '..');

function copyTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-pair-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['base', 'overlays/staging', 'apps/staging'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  return root;
}

function edit(root: string, file: string, from: RegExp, to: string): void {
  const text = readFileSync(join(root, file), 'utf8');
  expect(text).toMatch(from);
  writeFileSync(join(root, file), text.replace(from, to));
}

it('building only what differs gives the same review as building everything', {
  timeout: 120_000,
}, async () => {
  const { kustomize } = ensureTools(['kustomize']).paths;
  if (kustomize === undefined) throw new Error('there is no kustomize');
  const [before, after] = [repository, copyTree()];
  edit(
    after,
    'base/element-web/service-element-web.yaml',
    /app\.kubernetes\.io\/name: element-web$/m,
    'app.kubernetes.io/name: element',
  );
  edit(after, 'base/synapse/service-synapse-router.yaml', /port: 8008/, 'port: 8118');
  edit(after, 'apps/staging/children/postgres.yaml', /sync-wave: "0"/, 'sync-wave: "5"');

  const review = (old: ResourceSet, current: ResourceSet) =>
    describeReview(reviewEnvironments([{ before: old, after: current, acknowledgements: [] }], '2026-11-25'));
  const pair = await renderPair({ before, after }, 'staging', { kustomize });
  const [old, current] = await Promise.all(
    [before, after].map((root) => renderEnvironment(root, 'staging', { kustomize })),
  );
  if (!pair.ok || !old?.ok || !current?.ok) throw new Error('staging does not render');
  const partial = review(pair.before, pair.after);
  expect(partial.changes.length).toBeGreaterThan(2);
  expect(partial.dangers.length).toBeGreaterThan(1);
  expect(partial).toEqual(review(old.resources, current.resources));
});
