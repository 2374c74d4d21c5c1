import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../../generator/kubernetes/object.ts';
import { build, expected, withTree } from '../support/kustomize.ts';
import { app, type Contents, renderPair } from '../support/platforms.ts';

const overlay = 'overlays/dev/sample';

/** Derives, lets kustomize build, compares with the target, and returns the overlay's files: text by path. */
function derive(base: Contents, target: Contents): Map<string, string> {
  const files = renderPair(base, target);
  expect(withTree(files, (root) => build(`${root}/${overlay}`))).toEqual(expected(app(target)));
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(`${overlay}/`))
      .map(([path, text]) => [path.slice(overlay.length + 1), text]),
  );
}

/** A file without its header, as data. */
function read(files: ReadonlyMap<string, string>, path: string): unknown {
  return parse(files.get(path) ?? '');
}

function kustomizationOf(files: ReadonlyMap<string, string>): Record<string, unknown> {
  const {
    apiVersion: _,
    kind: __,
    resources: ___,
    ...rest
  } = read(files, 'kustomization.yaml') as Record<string, unknown>;
  return rest;
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly [key: string]: unknown;
}

function deployment(
  name: string,
  {
    replicas = 2,
    containers = [{ name: 'main', image: 'registry/app:1' }],
    kind = 'Deployment',
    ...pod
  }: {
    readonly replicas?: number;
    readonly containers?: readonly Container[];
    readonly kind?: string;
    readonly [key: string]: unknown;
  } = {},
): KubernetesObject {
  const spec = { replicas, template: { spec: { containers, ...pod } } };
  return { apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'matrix' }, spec } as KubernetesObject;
}

function custom(spec: object): KubernetesObject {
  const metadata = { name: 'db', namespace: 'matrix' };
  return { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata, spec } as KubernetesObject;
}

function one(object: KubernetesObject): Contents {
  return { resources: [object] };
}

test('an equal component only names its base', () => {
  const files = derive(one(deployment('a')), one(deployment('a')));
  expect([...files]).toEqual([
    [
      'kustomization.yaml',
      [
        '# Written by "npm run generate" from environments/dev.yaml. Do not edit.',
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources:',
        '- ../../../base/sample',
        '',
      ].join('\n'),
    ],
  ]);
});

test('a component without a base stands in the overlay', () => {
  const files = renderPair({}, one(deployment('a')));
  expect([...files.keys()]).toEqual([`${overlay}/deployment-a.yaml`, `${overlay}/kustomization.yaml`]);
  expect(withTree(files, (root) => build(`${root}/${overlay}`))).toEqual(expected(app(one(deployment('a')))));
});

test('a component without manifests has no directories', () => {
  expect(
    [...renderPair(one(deployment('a')), {}).keys()].filter((path) => path.startsWith('overlays')),
  ).toEqual([]);
});

describe('replicas', () => {
  test('become replicas:', () => {
    const files = derive(one(deployment('a')), one(deployment('a', { replicas: 5 })));
    expect(kustomizationOf(files)).toEqual({ replicas: [{ name: 'a', count: 5 }] });
    expect(files.size).toBe(1);
  });

  test('become a patch where another workload has the name and another count', () => {
    const set = deployment('a', { kind: 'StatefulSet' });
    const files = derive(
      { resources: [deployment('a'), set] },
      { resources: [deployment('a', { replicas: 5 }), set] },
    );
    expect(kustomizationOf(files)).toEqual({ patches: [{ path: 'patches/deployment-a.yaml' }] });
    expect(read(files, 'patches/deployment-a.yaml')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace: 'matrix' },
      spec: { replicas: 5 },
    });
  });

  test('of a custom resource become a patch', () => {
    const files = derive(one(custom({ replicas: 2 })), one(custom({ replicas: 3 })));
    expect(kustomizationOf(files)).toEqual({ patches: [{ path: 'patches/cluster-db.yaml' }] });
  });
});

describe('images', () => {
  function withImages(...images: string[]): Contents {
    const containers = images.map((image, index) => ({ name: `c${index}`, image }));
    return one(deployment('a', { containers }));
  }

  test.each([
    ['tag', 'registry/app:2', { name: 'registry/app', newTag: '2' }],
    ['mirror', 'mirror:5000/app:1', { name: 'registry/app', newName: 'mirror:5000/app', newTag: '1' }],
    [
      'digest',
      `registry/app@sha256:${'a'.repeat(64)}`,
      { name: 'registry/app', digest: `sha256:${'a'.repeat(64)}` },
    ],
    [
      'tag and digest',
      `registry/app:2@sha256:${'a'.repeat(64)}`,
      { name: 'registry/app', newTag: '2', digest: `sha256:${'a'.repeat(64)}` },
    ],
  ])('a new %s becomes images:', (_, image, entry) => {
    const files = derive(withImages('registry/app:1', 'other:1'), withImages(image, 'other:1'));
    expect(kustomizationOf(files)).toEqual({ images: [entry] });
  });

  test('one entry serves every container with the image', () => {
    const files = derive(
      withImages('registry/app:1', 'registry/app:1'),
      withImages('registry/app:2', 'registry/app:2'),
    );
    expect(kustomizationOf(files)).toEqual({ images: [{ name: 'registry/app', newTag: '2' }] });
  });

  test('an entry that would change another container becomes a patch', () => {
    const files = derive(
      withImages('registry/app:1', 'registry/app:1'),
      withImages('registry/app:2', 'registry/app:1'),
    );
    expect(kustomizationOf(files)).toEqual({ patches: [{ path: 'patches/deployment-a.yaml' }] });
  });

  test('an entry that would change a container of an added object becomes a patch', () => {
    const files = derive(withImages('registry/app:1'), {
      resources: [...(withImages('registry/app:2').resources ?? []), deployment('b')],
    });
    expect(kustomizationOf(files)).toEqual({ patches: [{ path: 'patches/deployment-a.yaml' }] });
  });

  test('a custom resource that names its image elsewhere is patched', () => {
    const files = derive(one(custom({ imageName: 'pg:1' })), one(custom({ imageName: 'pg:2' })));
    expect(read(files, 'patches/cluster-db.yaml')).toMatchObject({ spec: { imageName: 'pg:2' } });
  });

  test('containers at any depth are found, as kustomize does', () => {
    function cronJob(image: string): Contents {
      const spec = { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'a', image }] } } } } };
      const metadata = { name: 'j', namespace: 'matrix' };
      return one({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec } as KubernetesObject);
    }
    expect(kustomizationOf(derive(cronJob('x:1'), cronJob('x:2')))).toEqual({
      images: [{ name: 'x', newTag: '2' }],
    });
  });
});

describe('strategic merge patches', () => {
  function patchOf(base: KubernetesObject, target: KubernetesObject): unknown {
    const files = derive(one(base), one(target));
    const [entry] = kustomizationOf(files)['patches'] as { path: string; target?: object }[];
    expect(entry).not.toHaveProperty('target');
    const patch = read(files, entry?.path ?? '') as { spec: { template?: { spec: object } } };
    return patch.spec.template?.spec ?? patch.spec;
  }

  function withEnv(...env: object[]): KubernetesObject {
    return deployment('a', { containers: [{ name: 'main', env }] });
  }

  test('name an unchanged element that stands before a changed one by its key alone', () => {
    const env = [
      { name: 'A', value: 'yes' },
      { name: 'B', value: '1' },
      { name: 'C', value: '1' },
    ];
    const changed = env.with(1, { name: 'B', value: '2' });
    expect(patchOf(withEnv(...env), withEnv(...changed))).toEqual({
      containers: [{ name: 'main', env: [{ name: 'A' }, { name: 'B', value: '2' }] }],
    });
  });

  test('add at the end, insert, delete and reorder elements', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((name) => ({ name, value: name })) as [object, object, object];
    expect(patchOf(withEnv(a, b), withEnv(c, a, b))).toEqual({ containers: [{ name: 'main', env: [c] }] });
    expect(patchOf(withEnv(a, b), withEnv(a, b, c))).toEqual({
      containers: [{ name: 'main', env: [{ name: 'A' }, { name: 'B' }, c] }],
    });
    expect(patchOf(withEnv(a, b, c), withEnv(a, c))).toEqual({
      containers: [{ name: 'main', env: [{ $patch: 'delete', name: 'B' }] }],
    });
    expect(patchOf(withEnv(a, b, c), withEnv(c, a, b))).toEqual({
      containers: [{ name: 'main', env: [{ name: 'C' }] }],
    });
  });

  test('remove a field, also inside an element', () => {
    const literal = { name: 'A', value: 'x' };
    const secret = { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    expect(patchOf(withEnv(literal), withEnv(secret))).toEqual({
      containers: [{ name: 'main', env: [{ ...secret, value: null }] }],
    });
  });

  test('exchange the source of a volume', () => {
    const before = deployment('a', { volumes: [{ name: 'v', emptyDir: {} }] });
    const after = deployment('a', { volumes: [{ name: 'v', configMap: { name: 'c' } }] });
    expect(patchOf(before, after)).toEqual({
      volumes: [{ name: 'v', configMap: { name: 'c' }, emptyDir: null }],
    });
  });

  test('replace a list with two merge keys', () => {
    function service(...ports: object[]): KubernetesObject {
      const metadata = { name: 's', namespace: 'matrix' };
      return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } } as KubernetesObject;
    }
    const [udp, tcp] = [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ] as const;
    expect(patchOf(service(udp), service(udp, tcp))).toEqual({ ports: [{ $patch: 'replace' }, udp, tcp] });
  });

  test('replace lists without merge keys and lists of custom resources', () => {
    const before = custom({ env: [{ name: 'A', value: '1' }, { name: 'B' }], m: { a: 1, b: 2 } });
    const after = custom({ env: [{ name: 'A', value: '2' }, { name: 'B' }], m: { a: 1 } });
    expect(patchOf(before, after)).toEqual({
      env: [{ name: 'A', value: '2' }, { name: 'B' }],
      m: { b: null },
    });
  });

  test('handle keys with dots and slashes, empty maps and empty lists', () => {
    const before = custom({ labels: { 'a.b/c~d': 'x', on: 'y' }, full: { a: 1 }, list: [1] });
    const after = custom({ labels: { 'a.b/c~d': 'yes', on: 'y' }, full: {}, list: [], added: {} });
    expect(patchOf(before, after)).toEqual({
      labels: { 'a.b/c~d': 'yes' },
      full: { a: null },
      list: [],
      added: {},
    });
  });
});

describe('JSON patches, where no strategic merge patch gives exactly the object', () => {
  test('a quoted string that becomes a number', () => {
    const files = derive(one(custom({ port: '80' })), one(custom({ port: 80 })));
    expect(kustomizationOf(files)).toEqual({
      patches: [
        {
          path: 'patches/cluster-db.yaml',
          target: {
            group: 'postgresql.cnpg.io',
            version: 'v1',
            kind: 'Cluster',
            name: 'db',
            namespace: 'matrix',
          },
        },
      ],
    });
    expect(read(files, 'patches/cluster-db.yaml')).toEqual([
      { op: 'replace', path: '/spec/port', value: 80 },
    ]);
  });

  test('null, a change of type, and keys that a pointer must escape', () => {
    const files = derive(
      one(custom({ a: null, 'b/c': [1], d: 1 })),
      one(custom({ a: null, 'b/c': 'x', e: null })),
    );
    expect(read(files, 'patches/cluster-db.yaml')).toEqual([
      { op: 'replace', path: '/spec/b~1c', value: 'x' },
      { op: 'add', path: '/spec/e', value: null },
      { op: 'remove', path: '/spec/d' },
    ]);
  });

  test('a key that reads as a directive, and lists of metadata that kustomize merges', () => {
    const marked = derive(
      one(custom({ a: { $patch: 'delete', b: 1 } })),
      one(custom({ a: { $patch: 'delete', b: 2 } })),
    );
    expect(read(marked, 'patches/cluster-db.yaml')).toEqual([{ op: 'replace', path: '/spec/a/b', value: 2 }]);
    function finalized(...finalizers: string[]): KubernetesObject {
      const metadata = { name: 'c', namespace: 'matrix', finalizers };
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata } as KubernetesObject;
    }
    const shorter = derive(one(finalized('a', 'b')), one(finalized('b')));
    expect(read(shorter, 'patches/configmap-c.yaml')).toEqual([
      { op: 'replace', path: '/metadata/finalizers', value: ['b'] },
    ]);
  });

  test('ports of which only some name a protocol', () => {
    const ports = [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }];
    const before = deployment('a', { containers: [{ name: 'main', ports, args: ['x'] }] });
    const after = deployment('a', { containers: [{ name: 'main', ports, args: ['y'] }] });
    expect(read(derive(one(before), one(after)), 'patches/deployment-a.yaml')).toEqual([
      { op: 'replace', path: '/spec/template/spec/containers/0/args/0', value: 'y' },
    ]);
  });

  test('a name with a dot matches that object alone', () => {
    function claim(name: string, spec: object): KubernetesObject {
      return { apiVersion: 'example.org/v1', kind: 'Claim', metadata: { name }, spec } as KubernetesObject;
    }
    derive(
      { resources: [claim('a.b', { x: '1' }), claim('a-b', { x: '1' })] },
      { resources: [claim('a.b', { x: 1 }), claim('a-b', { x: '1' })] },
    );
  });
});

describe('objects', () => {
  test('that the environment lacks are deleted, new ones are files', () => {
    const files = derive(one(deployment('a')), one(custom({ x: 1 })));
    expect([...files.keys()].sort()).toEqual([
      'cluster-db.yaml',
      'kustomization.yaml',
      'patches/deployment-a.yaml',
    ]);
    expect(read(files, 'patches/deployment-a.yaml')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace: 'matrix' },
      $patch: 'delete',
    });
  });

  test('with a new API version are exchanged', () => {
    const before = custom({ x: 1 });
    derive(one(before), one({ ...before, apiVersion: 'postgresql.cnpg.io/v2' }));
  });

  test('of one kind and name in two namespaces get the namespace into their file names', () => {
    const other = { ...deployment('a'), metadata: { name: 'a', namespace: 'other' } };
    const files = renderPair(
      { resources: [deployment('a'), other] },
      { resources: [deployment('a'), other] },
    );
    expect([...files.keys()]).toContain('base/sample/deployment-matrix-a.yaml');
    expect([...files.keys()]).toContain('base/sample/deployment-other-a.yaml');
  });
});

describe('ConfigMaps', () => {
  function configMap(files: Record<string, string>, labels: Record<string, string> = { app: 'a' }): Contents {
    const entries = Object.entries(files).map(([name, text]) => [name, { format: 'text', text }] as const);
    return { configMaps: [{ name: 'c', namespace: 'matrix', labels, files: Object.fromEntries(entries) }] };
  }
  const generated = { name: 'c', namespace: 'matrix', options: { disableNameSuffixHash: true } };

  test('that are equal need nothing', () => {
    expect(kustomizationOf(derive(configMap({ a: '1' }), configMap({ a: '1' })))).toEqual({});
  });

  test('get changed and new files merged', () => {
    const files = derive(configMap({ a: '1', b: '1' }), configMap({ a: '1', b: '2', c: '3' }));
    expect(kustomizationOf(files)['configMapGenerator']).toEqual([
      { ...generated, behavior: 'merge', files: ['config/c/b', 'config/c/c'] },
    ]);
    expect(files.get('config/c/b')).toBe('2\n');
    expect(files.has('config/c/a')).toBe(false);
  });

  test('are replaced when a file vanishes', () => {
    const files = derive(configMap({ a: '1', b: '1' }), configMap({ a: '1' }));
    expect(kustomizationOf(files)['configMapGenerator']).toEqual([
      { ...generated, behavior: 'replace', files: ['config/c/a'] },
    ]);
  });

  test('are compared as printed: another order of keys is another text', () => {
    function yaml(value: object): Contents {
      const files = { a: { format: 'yaml', value } } as never;
      return { configMaps: [{ name: 'c', namespace: 'matrix', labels: {}, files }] };
    }
    expect(derive(yaml({ a: 1, b: 2 }), yaml({ b: 2, a: 1 })).get('config/c/a')).toBe('b: 2\na: 1\n');
  });

  test('that are new are generated whole, with labels; those that are gone are deleted', () => {
    const files = derive(one(deployment('a')), { ...one(deployment('a')), ...configMap({ a: '1' }) });
    expect(kustomizationOf(files)['configMapGenerator']).toEqual([
      { ...generated, files: ['config/c/a'], options: { disableNameSuffixHash: true, labels: { app: 'a' } } },
    ]);
    const gone = derive({ ...one(deployment('a')), ...configMap({ a: '1' }) }, one(deployment('a')));
    expect(kustomizationOf(gone)).toEqual({ patches: [{ path: 'patches/configmap-c.yaml' }] });
  });

  test('get changed labels by a patch', () => {
    const files = derive(configMap({ a: '1' }, { app: 'a', old: 'x' }), configMap({ a: '1' }, { app: 'b' }));
    expect(read(files, 'patches/configmap-c.yaml')).toMatchObject({
      metadata: { labels: { app: 'b', old: null } },
    });
  });
});
