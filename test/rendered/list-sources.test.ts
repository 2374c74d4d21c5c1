import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { formatIdentity, identityOf, type KubernetesObject } from '../../generator/kubernetes/object.ts';
import { listSources } from '../../generator/rendered/list-sources.ts';
import { listOverlays } from '../../generator/rendered/render-environment.ts';
import { wholeTree } from '../../generator/rendered/tree.ts';
import { ensureTools } from '../../generator/tools/find-tool.ts';

const repository = realpathSync(join(import.meta.dirname, '../..'));
const kustomize = ensureTools(['kustomize']).paths.kustomize ?? '';
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'matrix-gitops-sources-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What kustomize itself says: file, relative to the repository, of each object of an environment. */
function askKustomize(environment: string): Map<string, string> {
  const kustomization = {
    buildMetadata: ['originAnnotations'],
    resources: listOverlays(wholeTree(repository), environment).map((overlay) =>
      relative(scratch, join(repository, overlay)),
    ),
  };
  writeFileSync(join(scratch, 'kustomization.yaml'), JSON.stringify(kustomization));
  const text = execFileSync(kustomize, ['build', scratch], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return new Map(
    parseAllDocuments(text).map((document) => {
      const object = document.toJS() as KubernetesObject;
      const { path, configuredIn } = parse(
        object.metadata.annotations?.['config.kubernetes.io/origin'] ?? '',
      ) as { path?: string; configuredIn?: string };
      return [
        formatIdentity(identityOf(object)),
        relative(repository, resolve(scratch, path ?? configuredIn ?? '')),
      ];
    }),
  );
}

describe('where objects come from', () => {
  it.each(['dev', 'production', 'design-2025'])('%s: every object, as kustomize says it', (environment) => {
    const asked = askKustomize(environment);
    const sources = new Map(
      listOverlays(wholeTree(repository), environment).flatMap((overlay) => [
        ...listSources(repository, overlay, new Map()),
      ]),
    );
    expect(asked.size).toBeGreaterThan(100);
    expect([...asked].filter(([identity, file]) => sources.get(identity) !== file)).toEqual([]);
  });

  it('reads files that somebody else wrote, and leaves out what cannot be read', () => {
    const root = join(scratch, 'root');
    mkdirSync(join(root, 'overlay'), { recursive: true });
    const files = {
      'kustomization.yaml': 'resources: [flow.yaml, several.yaml, broken.yaml, absent.yaml, no-object.yaml]',
      'flow.yaml': '{ apiVersion: v1, kind: Service, metadata: { name: flow, namespace: here } }\n',
      'several.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: one\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: "2"\n',
      'broken.yaml': 'a: [',
      'no-object.yaml': 'a: 1\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'overlay', name), text);
    expect([...listSources(root, 'overlay', new Map())]).toEqual([
      ['Service here/flow', 'overlay/flow.yaml'],
      ['Service one', 'overlay/several.yaml'],
      ['Service 2', 'overlay/several.yaml'],
    ]);
    expect([...listSources(root, 'nowhere', new Map())]).toEqual([]);
  });
});
