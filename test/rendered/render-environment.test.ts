import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { JsonPath } from '../../generator/kubernetes/json.ts';
import { formatIdentity, identityOf } from '../../generator/kubernetes/object.ts';
import { makeLocate } from '../../generator/rendered/locate.ts';
import { renderEnvironment, renderEnvironments } from '../../generator/rendered/render-environment.ts';
import type { ResourceSet } from '../../generator/rendered/resource-set.ts';
import { ensureTools } from '../../generator/tools/find-tool.ts';
import { smallTree, writeTree } from './write-tree.ts';

const roots: string[] = [];
let kustomize = '';

beforeAll(() => {
  const { paths, problems } = ensureTools(['kustomize']);
  if (paths.kustomize === undefined) throw new Error(problems.join('\n'));
  kustomize = paths.kustomize;
});
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

function plant(changes: Readonly<Record<string, string>> = {}): string {
  const root = writeTree({ ...smallTree, ...changes });
  roots.push(root);
  return root;
}

async function render(root: string): Promise<ResourceSet> {
  const rendering = await renderEnvironment(root, 'production', { kustomize });
  if (!rendering.ok) throw new Error(JSON.stringify(rendering.problems));
  return rendering.resources;
}

async function fail(root: string) {
  const rendering = await renderEnvironment(root, 'production', { kustomize });
  if (rendering.ok) throw new Error('it rendered');
  return rendering.problems;
}

describe('a rendered environment', () => {
  test('holds every object with its component, file and patches', async () => {
    const { resources, components } = await render(plant());
    expect(
      resources.map(({ object, component, file, patches }) => [
        formatIdentity(identityOf(object)),
        component,
        file,
        patches.length,
      ]),
    ).toEqual([
      ['ConfigMap matrix/web', 'web', 'base/web/kustomization.yaml', 0],
      ['Service matrix/extra', 'extra', 'overlays/production/extra/service-extra.yaml', 0],
      ['Service matrix/web', 'web', 'base/web/service-web.yaml', 1],
      ['Deployment.apps matrix/web', 'web', 'base/web/deployment-web.yaml', 1],
      ['Application.argoproj.io argocd/production-chart', 'argocd', 'apps/production/children/chart.yaml', 0],
      ['Application.argoproj.io argocd/root', 'argocd', 'apps/production/root.yaml', 0],
      ['AppProject.argoproj.io argocd/children', 'argocd', 'apps/production/root.yaml', 0],
    ]);
    expect([...components].sort()).toEqual(['chart', 'extra', 'web']);
  });

  test('equals what kustomize builds for each component', async () => {
    const root = plant();
    const { resources } = await render(root);
    for (const component of ['web', 'extra']) {
      const built = execFileSync(kustomize, ['build', join(root, 'overlays/production', component)], {
        encoding: 'utf8',
      });
      expect(
        resources.filter((resource) => resource.component === component).map(({ json }) => json),
      ).toEqual(parseAllDocuments(built).map((document) => document.toJS()));
    }
  });

  test('is indexed by kind, group and name', async () => {
    const set = await render(plant());
    expect(set.ofKind('Service').map(({ object }) => object.metadata.name)).toEqual(['extra', 'web']);
    expect(set.ofKind('Deployment', 'apps')).toHaveLength(1);
    expect(set.ofKind('Deployment', 'extensions')).toEqual([]);
    expect(set.find('Service', 'matrix', 'web')?.component).toBe('web');
    expect(set.find('Service', '', 'web')).toBeUndefined();
    expect(set.podTemplates).toHaveLength(1);
    expect(set.podTemplates[0]).toMatchObject({
      namespace: 'matrix',
      labels: { app: 'web' },
      path: ['spec', 'template', 'spec'],
      replicas: 2,
    });
  });

  test('is the same when the repository is reached through a symbolic link', async () => {
    const root = plant();
    const link = `${root}-link`;
    symlinkSync(root, link);
    roots.push(link);
    const read = async (from: string) =>
      (await render(from)).resources.map(({ identity, json, file, patches }) => [
        identity,
        json,
        file,
        patches,
      ]);
    expect(await read(link)).toEqual(await read(root));
  });
});

describe('locate', () => {
  const cases: readonly (readonly [string, string, string, JsonPath, string | undefined, string, string])[] =
    [
      [
        'a replica count',
        'Deployment',
        'web',
        ['spec', 'replicas'],
        undefined,
        'overlays/production/web/kustomization.yaml',
        'name: web, count: 2',
      ],
      [
        'an image that the overlay sets',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'containers', 1, 'image'],
        undefined,
        'overlays/production/web/kustomization.yaml',
        'library/sidecar',
      ],
      [
        'an image that it does not',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'containers', 0, 'image'],
        undefined,
        'base/web/deployment-web.yaml',
        'library/web:1',
      ],
      [
        'a patched value, whose list item has another index in the patch',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'containers', 0, 'resources', 'requests', 'cpu'],
        undefined,
        'overlays/production/web/patches/deployment-web.yaml',
        'cpu: 500m',
      ],
      [
        'an item that the patch does not have',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'containers', 1],
        undefined,
        'base/web/deployment-web.yaml',
        '- name: sidecar',
      ],
      [
        'a list item that is text',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'containers', 0, 'args', 1],
        undefined,
        'base/web/deployment-web.yaml',
        'args:',
      ],
      [
        'a JSON patch',
        'Service',
        'web',
        ['spec', 'ports', 0, 'port'],
        undefined,
        'overlays/production/web/patches/ports.yaml',
        '- op: replace',
      ],
      [
        'a missing value: its closest parent',
        'Deployment',
        'web',
        ['spec', 'template', 'spec', 'securityContext', 'runAsUser'],
        undefined,
        'base/web/deployment-web.yaml',
        '    spec:',
      ],
      [
        'a file that the overlay replaces',
        'ConfigMap',
        'web',
        ['data', 'haproxy.cfg'],
        'timeout client',
        'overlays/production/web/config/haproxy.cfg',
        'timeout client 30s',
      ],
      [
        'a file of the base, under another key',
        'ConfigMap',
        'web',
        ['data', 'motd'],
        'hello',
        'base/web/config/motd.txt',
        'hello',
      ],
      [
        'a document further down in its file',
        'AppProject',
        'children',
        ['spec', 'description'],
        undefined,
        'apps/production/root.yaml',
        'description: x',
      ],
    ];

  test.each(cases)('finds %s', async (_, kind, name, path, lineContaining, file, text) => {
    const root = plant();
    const resource = (await render(root)).ofKind(kind).find(({ object }) => object.metadata.name === name);
    if (resource === undefined) throw new Error('not rendered');
    const found = makeLocate(root)(resource, path, lineContaining);
    expect(found.file).toBe(file);
    expect(readFileSync(join(root, file), 'utf8').split('\n')[found.line - 1]).toContain(text);
  });
});

describe('an environment that does not render', () => {
  test('because a component is broken names it, without this machine', async () => {
    const problems = await fail(
      plant({ 'overlays/production/extra/kustomization.yaml': 'resources: [gone.yaml]\n' }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]?.file).toBe('overlays/production/extra');
    expect(problems[0]?.message).toContain('gone.yaml');
    expect(problems[0]?.message).not.toContain(tmpdir());
  });

  test('because two components define one object names both', async () => {
    const extra = smallTree['overlays/production/extra/service-extra.yaml'] ?? '';
    const problems = await fail(
      plant({ 'overlays/production/extra/service-extra.yaml': extra.replace('name: extra', 'name: web') }),
    );
    expect(problems).toEqual([
      {
        file: 'overlays/production/extra',
        message: 'Service matrix/web is also defined in overlays/production/web',
      },
    ]);
  });

  test('because there is none says what to run', async () => {
    const rendering = await renderEnvironment(plant(), 'staging', { kustomize });
    expect(rendering).toMatchObject({
      ok: false,
      problems: [{ file: 'overlays/staging', message: expect.stringContaining('npm run generate') }],
    });
  });

  test('because an Application is not YAML names the file', async () => {
    const problems = await fail(plant({ 'apps/production/children/chart.yaml': 'a: [' }));
    expect(problems.map(({ file }) => file)).toEqual(['apps/production/children/chart.yaml']);
  });

  test('because kustomize does not start is an error', async () => {
    const root = plant();
    await expect(renderEnvironment(root, 'production', { kustomize: '/nowhere/kustomize' })).rejects.toThrow(
      'ENOENT',
    );
  });
});

test('several environments are one process each, at the same time', async () => {
  const production = Object.entries(smallTree);
  const root = plant(
    Object.fromEntries(production.map(([file, text]) => [file.replace('/production/', '/staging/'), text])),
  );
  const log = join(root, 'log');
  const wrapper = join(root, 'kustomize');
  writeFileSync(
    wrapper,
    `#!/bin/sh\necho start >> ${log}\nsleep 0.2\necho end >> ${log}\nexec ${kustomize} "$@"\n`,
  );
  chmodSync(wrapper, 0o755);
  const renderings = await renderEnvironments(root, ['staging', 'production'], { kustomize: wrapper });
  expect(renderings.map((rendering) => rendering.ok && rendering.resources.environment)).toEqual([
    'staging',
    'production',
  ]);
  expect(readFileSync(log, 'utf8')).toBe('start\nstart\nend\nend\n');
});
