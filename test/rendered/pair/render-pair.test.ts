import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { formatIdentity } from '../../../generator/kubernetes/object.ts';
import { renderPair } from '../../../generator/rendered/pair/render-pair.ts';
import { renderEnvironment } from '../../../generator/rendered/render-environment.ts';
import type { ResourceSet } from '../../../generator/rendered/resource-set.ts';
import { pastTree, wholeTree } from '../../../generator/rendered/tree.ts';
import { describeReview } from '../../../generator/review/describe-review.ts';
import { reviewEnvironments } from '../../../generator/review/review.ts';
import { ensureTools } from '../../../generator/tools/find-tool.ts';

const repository = join(import.meta.dirname, '../../..');
let kustomize = '';
beforeAll(() => {
  const { paths, problems } = ensureTools(['kustomize']);
  if (paths.kustomize === undefined) throw new Error(problems.join('\n'));
  kustomize = paths.kustomize;
});

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-pair-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function copyTree(environment: string): string {
  const root = makeRoot();
  for (const folder of ['base', `overlays/${environment}`, `apps/${environment}`])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  return root;
}

/** A change of one file; `undefined` removes it, and so does it bring a file that was not there. */
type Edit = readonly [file: string, change: (text: string) => string | undefined];

/** Applies changes to a copy of the tree, and returns what a review gets of the old one: files that differ, in a directory of their own. */
function plant(environment: string, edits: readonly Edit[]) {
  const [root, past] = [copyTree(environment), makeRoot()];
  for (const [file, change] of edits) {
    const path = join(root, file);
    const old = readFile(path);
    const text = change(old ?? '');
    expect(text, file).not.toBe(old);
    mkdirSync(dirname(path), { recursive: true });
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    if (old === undefined) continue;
    mkdirSync(dirname(join(past, file)), { recursive: true });
    writeFileSync(join(past, file), old);
  }
  const changed = new Set(edits.map(([file]) => file));
  const after = wholeTree(root);
  const completed: string[] = [];
  const complete = async (directories: readonly string[]) => {
    for (const directory of directories) {
      completed.push(directory);
      cpSync(join(repository, directory), join(past, directory), { recursive: true });
    }
  };
  return {
    root,
    changed,
    completed,
    trees: { before: pastTree({ root: past, changed, complete }, after), after },
  };
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function replace(from: string | RegExp, to: string): Edit[1] {
  return (text) => text.replace(from, to);
}

function review(before: ResourceSet, after: ResourceSet) {
  return describeReview(reviewEnvironments([{ before, after, acknowledgements: [] }], '2026-11-25'));
}

async function renderWhole(root: string, environment: string): Promise<ResourceSet> {
  const rendering = await renderEnvironment(root, environment, { kustomize });
  if (!rendering.ok) throw new Error(JSON.stringify(rendering.problems));
  return rendering.resources;
}

/** `whole`: components of which everything must be built. */
const cases: readonly {
  readonly what: string;
  readonly environment: string;
  readonly edits: readonly Edit[];
  readonly whole?: readonly string[];
  /** A danger that only what did not change can tell. */
  readonly danger?: string;
}[] = [
  {
    what: 'files of bases and of apps',
    environment: 'staging',
    edits: [
      [
        'base/element-web/service-element-web.yaml',
        replace(/app\.kubernetes\.io\/name: element-web$/m, 'app.kubernetes.io/name: element'),
      ],
      ['base/synapse/service-synapse-router.yaml', replace(/port: 8008/, 'port: 8118')],
      ['apps/staging/children/postgres.yaml', replace(/sync-wave: "0"/, 'sync-wave: "5"')],
    ],
  },
  {
    what: 'patches, numbers of replicas, files of ConfigMaps',
    environment: 'staging',
    edits: [
      [
        'overlays/staging/postgres/patches/cluster-synapse-db.yaml',
        replace(/storageClass: local-nvme/, 'storageClass: other'),
      ],
      ['overlays/staging/livekit/kustomization.yaml', replace(/count: \d+/, 'count: 1')],
      [
        'overlays/staging/synapse/config/synapse-router/haproxy.cfg',
        replace(/^global$/m, 'global\n    # edited'),
      ],
    ],
  },
  {
    what: 'pods that an unchanged Service selected, an image, and the order of patches',
    environment: 'staging',
    danger: 'outage/service-without-pods',
    edits: [
      [
        'base/synapse/deployment-synapse-router.yaml',
        replace(/(template:\n {4}metadata:\n {6}labels:\n {8}app\.kubernetes\.io\/name: )\S+/, '$1renamed'),
      ],
      ['base/element-web/deployment-element-web.yaml', replace(/image: (\S+):\S+/, 'image: $1:v0.0.1')],
      [
        'overlays/staging/synapse/kustomization.yaml',
        (text) => {
          const patches = [...text.matchAll(/^- path: .*$/gm)].map(([line]) => line).reverse();
          return text.replace(/^- path: .*$/gm, () => patches.shift() ?? '');
        },
      ],
    ],
  },
  {
    what: 'an image from the registry that every other overlay replaces',
    environment: 'airgap',
    danger: 'security/image-source',
    edits: [
      ['overlays/airgap/element-web/kustomization.yaml', replace(/newName: \S+\//, 'newName: docker.io/')],
      ['base/admin-ui/service-admin-ui.yaml', replace(/port: \d+/, 'port: 1')],
    ],
    whole: ['element-web'],
  },
  {
    what: 'objects that come and go',
    environment: 'staging',
    edits: [
      ['overlays/staging/synapse/patches/service-synapse-pusher.yaml', () => undefined],
      [
        'overlays/staging/synapse/kustomization.yaml',
        replace('- path: patches/service-synapse-pusher.yaml\n', ''),
      ],
      [
        'overlays/staging/element-web/extra.yaml',
        () => 'apiVersion: v1\nkind: Service\nmetadata:\n  name: extra\n  namespace: matrix\n',
      ],
      [
        'overlays/staging/element-web/kustomization.yaml',
        replace('resources:\n', 'resources:\n- extra.yaml\n'),
      ],
      ['base/coturn/podmonitor-coturn.yaml', () => undefined],
      ['base/coturn/kustomization.yaml', replace(/- podmonitor-coturn.yaml\n/, '')],
    ],
  },
  {
    what: 'what acts on more than it names',
    environment: 'airgap',
    edits: [
      ['overlays/airgap/livekit/kustomization.yaml', replace(/newTag: .*/, 'newTag: v0.0.1')],
      ['overlays/airgap/element-web/kustomization.yaml', replace(/^kind: .*/m, '$&\nnamePrefix: new-')],
      ['overlays/airgap/coturn/kustomization.yaml', () => undefined],
    ],
    whole: ['coturn', 'element-web', 'livekit'],
  },
];

describe.each(cases)('$what', ({ environment, edits, whole = [], danger }) => {
  it('building only what may differ gives the review of building everything', {
    timeout: 120_000,
  }, async () => {
    const { root, changed, completed, trees } = plant(environment, edits);
    const pair = await renderPair(trees, environment, { kustomize, changed });
    if (!pair.ok) throw new Error(JSON.stringify(pair.problems));
    const partial = review(pair.before, pair.after);
    expect(partial.changes.length).toBeGreaterThan(1);
    if (danger !== undefined) expect(partial.dangers.map(({ rule }) => rule)).toContain(danger);
    expect(partial).toEqual(
      review(await renderWhole(repository, environment), await renderWhole(root, environment)),
    );
    expect(completed).toEqual(
      whole.flatMap((component) => [`base/${component}`, `overlays/${environment}/${component}`]),
    );
  });
});

describe.each(['production', 'dev', 'airgap'])('%s, where nothing changed', (environment) => {
  it('has every object as it is built, when somebody looks into it', { timeout: 120_000 }, async () => {
    const { root, trees } = plant(environment, []);
    const pair = await renderPair(trees, environment, { kustomize, changed: new Set() });
    if (!pair.ok) throw new Error(JSON.stringify(pair.problems));
    const whole = await renderWhole(root, environment);
    const generated = ({ file }: { readonly file: string }) => file.endsWith('kustomization.yaml');
    const expected = whole.resources.filter((resource) => !generated(resource));
    expect(expected.length).toBeGreaterThan(100);
    for (const { identity, json } of expected)
      expect(
        pair.after.find(identity.kind, identity.namespace, identity.name)?.json,
        formatIdentity(identity),
      ).toEqual(json);
    expect(review(pair.before, pair.after).verdict).toBe('none');
  });
});
