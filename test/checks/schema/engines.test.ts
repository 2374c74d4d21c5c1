import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkSchemas } from '../../../generator/checks/schema/check-schemas.ts';
import { runKubeconform } from '../../../generator/checks/schema/run-kubeconform.ts';
import type { SchemaIssue } from '../../../generator/checks/schema/schema-issue.ts';
import { validateModels } from '../../../generator/checks/schema/validate-models.ts';
import { validateSchemas } from '../../../generator/checks/schema/validate-schemas.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { ensureTools } from '../../../generator/tools/find-tool.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { edit, valid } from './objects.ts';

const schemas = join(projectRoot, 'schemas');
const directory = mkdtempSync(join(tmpdir(), 'schema-engines-'));
let binary: string;

beforeAll(() => {
  const { paths, problems } = ensureTools(['kubeconform']);
  if (paths.kubeconform === undefined) throw new Error(problems.join('\n'));
  binary = paths.kubeconform;
}, 300_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** What is wrong, the object, where the schema engines say it is, and what both messages name. */
type Case = readonly [string, () => JsonObject, string, RegExp, SchemaIssue['kind']?];

const container = ['spec', 'template', 'spec', 'containers', 0] as const;
const wrong: readonly Case[] = [
  ['unknown field at the root', edit(valid.application, ['specc'], {}), '/specc', /unknown field/],
  [
    'unknown field in metadata',
    edit(valid.application, ['metadata', 'lables'], {}),
    '/metadata/lables',
    /lables/,
  ],
  ['unknown field in spec', edit(valid.application, ['spec', 'projcet'], 'x'), '/spec/projcet', /projcet/],
  [
    'unknown field in a pod template',
    edit(valid.deployment, ['spec', 'template', 'spec', 'nodeSelektor'], {}),
    '/spec/template/spec/nodeSelektor',
    /nodeSelektor/,
  ],
  [
    'unknown field in a container',
    edit(valid.deployment, [...container, 'imagePullPolcy'], 'Always'),
    '/spec/template/spec/containers/0/imagePullPolcy',
    /imagePullPolcy/,
  ],
  ['text for a number', edit(valid.deployment, ['spec', 'replicas'], '3'), '/spec/replicas', /integer/],
  [
    'a fraction for an integer',
    edit(valid.deployment, ['spec', 'replicas'], 1.5),
    '/spec/replicas',
    /integer/,
  ],
  ['a list for an object', edit(valid.configMap, ['data'], ['a']), '/data', /object/],
  ['null for an object', edit(valid.configMap, ['data'], null), '/data', /object/],
  ['a number in a map of text', edit(valid.configMap, ['data', 'port'], 8080), '/data/port', /string/],
  [
    'a boolean in Postgres parameters',
    edit(valid.cluster, ['spec', 'postgresql', 'parameters', 'autovacuum'], true),
    '/spec/postgresql/parameters/autovacuum',
    /string/,
  ],
  ['a missing selector', edit(valid.deployment, ['spec', 'selector']), '/spec', /selector/],
  ['a missing name', edit(valid.configMap, ['metadata', 'name']), '/metadata', /name/],
  ['missing metadata', edit(valid.configMap, ['metadata']), '', /metadata/],
  ['missing instances of a Cluster', edit(valid.cluster, ['spec', 'instances']), '/spec', /instances/],
  [
    'a quantity that is none',
    edit(valid.deployment, [...container, 'resources', 'limits', 'cpu'], '5x'),
    '/spec/template/spec/containers/0/resources/limits/cpu',
    /pattern/,
  ],
  [
    'a value outside an enumeration',
    edit(valid.networkPolicy, ['spec', 'ingress', 0, 'ports', 0, 'protocol'], 'ICMP'),
    '/spec/ingress/0/ports/0/protocol',
    /SCTP/,
  ],
  [
    'an object for an int-or-string',
    edit(valid.deployment, ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], {}),
    '/spec/strategy/rollingUpdate/maxSurge',
    /integer|string/,
  ],
  [
    's3Credentials.secretName, which does not exist',
    edit(valid.objectStore, ['spec', 'configuration', 's3Credentials', 'secretName'], 'backup'),
    '/spec/configuration/s3Credentials/secretName',
    /secretName/,
  ],
  [
    'serverName, which the CRD forbids',
    edit(valid.objectStore, ['spec', 'configuration', 'serverName'], 'x'),
    '/spec/configuration/serverName',
    /serverName/,
  ],
  [
    'a retention policy without a unit',
    edit(valid.objectStore, ['spec', 'retentionPolicy'], '30'),
    '/spec/retentionPolicy',
    /pattern/,
  ],
  [
    'maxParallel 0',
    edit(valid.objectStore, ['spec', 'configuration', 'wal', 'maxParallel'], 0),
    '/spec/configuration/wal/maxParallel',
    /minimum|>= 1/,
  ],
  [
    'a field of ServiceMonitors in a PodMonitor',
    edit(valid.podMonitor, ['spec', 'endpoints'], []),
    '/spec/endpoints',
    /endpoints/,
  ],
  [
    'a relabelling that Prometheus does not have',
    edit(valid.podMonitor, ['spec', 'podMetricsEndpoints', 0, 'relabelings', 0, 'action'], 'rename'),
    '/spec/podMetricsEndpoints/0/relabelings/0/action',
    /labelmap/,
  ],
  [
    'an alert without an expression',
    edit(valid.prometheusRule, ['spec', 'groups', 0, 'rules', 0, 'expr']),
    '/spec/groups/0/rules/0',
    /expr/,
  ],
  [
    'a kind without a schema',
    () => ({ apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name: 'a' } }),
    '',
    /^no schema for example.org\/v1 Widget: add the kind to generator\/checks\/schema\/kinds.ts/,
    'error',
  ],
  [
    'a version without a schema',
    edit(valid.deployment, ['apiVersion'], 'apps/v1beta1'),
    '',
    /^no schema for apps\/v1beta1 Deployment/,
    'error',
  ],
];

let files = 0;
function write(object: JsonObject, name = `${++files}.yaml`): string {
  const file = join(directory, name);
  writeFileSync(file, stringify(object, { version: '1.1' }));
  return file;
}

describe.each(Object.entries(valid))('%s', (_, make) => {
  test('is valid to every engine', async () => {
    const documents = [{ file: write(make()), object: make() }];
    expect(
      await runKubeconform({ binary, schemas, paths: [documents[0]?.file ?? ''], documents: 1 }),
    ).toEqual([]);
    expect(validateSchemas(documents, schemas)).toEqual([]);
    expect(await validateModels(documents)).toEqual([]);
  });
});

describe('kubeconform and Ajv agree on', () => {
  for (const [mistake, make, path, message, kind = 'invalid'] of wrong) {
    test(mistake, async () => {
      const file = write(make());
      const external = await runKubeconform({ binary, schemas, paths: [file], documents: 1 });
      const internal = validateSchemas([{ file, object: make() }], schemas);
      for (const issues of [external, internal]) {
        expect(issues).not.toEqual([]);
        for (const issue of issues) {
          expect(issue).toMatchObject({ kind, file, path, resource: { kind: make()['kind'] } });
        }
        expect(issues.map((issue) => issue.message).join('\n')).toMatch(message);
      }
    });
  }

  test('every mistake of an object with several', async () => {
    const lables = edit(valid.deployment, ['metadata', 'lables'], {});
    const replicas = edit(lables, ['spec', 'replicas'], 'x');
    const policy = edit(replicas, [...container, 'imagePullPolcy'], 'Always');
    const object = edit(policy, [...container, 'resources', 'limits', "it's"], [])();
    const file = write(object);
    const expected = [
      '/metadata/lables',
      '/spec/replicas',
      '/spec/template/spec/containers/0/imagePullPolcy',
      "/spec/template/spec/containers/0/resources/limits/it's",
    ];
    const external = await runKubeconform({ binary, schemas, paths: [file], documents: 1 });
    const internal = validateSchemas([{ file, object }], schemas);
    expect([...new Set(external.map((issue) => issue.path))]).toEqual(expected);
    expect([...new Set(internal.map((issue) => issue.path))]).toEqual(expected);
  });
});

test('a group named like the folder of core kinds is refused by both', async () => {
  const object = edit(valid.configMap, ['apiVersion'], 'core/v1')();
  const file = write(object);
  expect(await runKubeconform({ binary, schemas, paths: [file], documents: 1 })).toMatchObject([
    { kind: 'invalid', path: '/apiVersion' },
  ]);
  expect(validateSchemas([{ file, object }], schemas)).toMatchObject([{ kind: 'error', path: '' }]);
});

describe('runKubeconform', () => {
  const run = (paths: readonly string[], documents: number) =>
    runKubeconform({ binary, schemas, paths, documents });

  test('reads directories and counts their documents', async () => {
    const below = join(directory, 'tree/below');
    mkdirSync(below, { recursive: true });
    write(valid.configMap(), 'tree/a.yaml');
    writeFileSync(
      join(below, 'b.yaml'),
      `${stringify(valid.deployment(), { version: '1.1' })}---\n${stringify(valid.cluster(), { version: '1.1' })}`,
    );
    expect(await run([join(directory, 'tree')], 3)).toEqual([]);
    for (const documents of [2, 4]) {
      expect(await run([join(directory, 'tree')], documents)).toEqual([
        {
          kind: 'count',
          file: '',
          path: '',
          message: `${documents} documents were rendered, kubeconform checked 3`,
        },
      ]);
    }
  });

  test('does not take a file with another ending, or an empty one, for checked', async () => {
    const text = join(directory, 'a.txt');
    writeFileSync(text, stringify(valid.configMap(), { version: '1.1' }));
    expect((await run([text], 1)).map(({ kind }) => kind)).toEqual(['count']);
    writeFileSync(join(directory, 'empty.yaml'), '---\n');
    expect((await run([join(directory, 'empty.yaml')], 1)).map(({ kind }) => kind)).toEqual(['count']);
  });

  test('reads YAML 1.1, as the API server does: an unquoted on is a boolean', async () => {
    const file = join(directory, 'on.yaml');
    writeFileSync(file, stringify(valid.cluster(), { version: '1.2' }));
    expect(await run([file], 1)).toMatchObject([
      {
        kind: 'invalid',
        path: '/spec/postgresql/parameters/autovacuum',
        message: 'got boolean, want string',
      },
    ]);
  });

  test('reports duplicate keys and files that are not there', async () => {
    const file = join(directory, 'duplicate.yaml');
    writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nmetadata: {name: b}\n');
    expect(await run([file], 1)).toMatchObject([
      { kind: 'error', file, message: expect.stringContaining('already set') },
    ]);
    expect(await run([join(directory, 'nowhere.yaml')], 1)).toMatchObject([{ kind: 'error' }]);
  });

  test('throws when the program is not kubeconform', async () => {
    await expect(runKubeconform({ binary: '/bin/echo', schemas, paths: [], documents: 0 })).rejects.toThrow(
      '/bin/echo failed',
    );
    await expect(
      runKubeconform({ binary: '/nowhere/kubeconform', schemas, paths: [], documents: 0 }),
    ).rejects.toThrow('ENOENT');
  });
});

describe('the models add', () => {
  const models = async (object: JsonObject) =>
    (await validateModels([{ file: 'a.yaml', object }])).map(({ path, message }) => `${path} ${message}`);

  test('ranges', async () => {
    expect(await models(edit(valid.cluster, ['spec', 'instances'], 0)())).toEqual([
      '/spec/instances must be >= 1',
    ]);
  });

  test('enumerations that TypeScript lost', async () => {
    expect((await models(edit(valid.scheduledBackup, ['spec', 'method'], 'tape')())).join()).toContain(
      '/spec/method',
    );
  });

  test('nothing for a kind without a model', async () => {
    expect(await models(edit(valid.objectStore, ['spec', 'retentionPolicy'], 'x')())).toEqual([]);
  });
});

describe('checkSchemas', () => {
  const noInstances = edit(valid.cluster, ['spec', 'instances'], 0);
  const misspelt = edit(noInstances, ['spec', 'storage', 'sizee'], '1Gi');
  const bad = edit(misspelt, ['spec', 'enableSuperuserAccess'], 'yes');

  test.each([[true], [false]])('reports each place once; partial: %s', async (partial) => {
    const file = write(bad());
    const result = await checkSchemas({
      documents: [{ file, object: bad() }],
      paths: [file],
      schemas,
      kubeconform: partial ? undefined : binary,
    });
    expect(result).toMatchObject({ documents: 1, partial });
    expect(result.issues.map(({ path }) => path)).toEqual([
      '/spec/enableSuperuserAccess',
      '/spec/instances',
      '/spec/storage/sizee',
    ]);
  });

  test.each([[null], ['text'], [[1]], [{ kind: 'ConfigMap' }]])(
    '%j is an error, not a crash',
    async (object) => {
      const { issues } = await checkSchemas({
        documents: [{ file: 'a.yaml', object }],
        paths: [],
        schemas,
        kubeconform: undefined,
      });
      expect(issues).toMatchObject([
        { kind: 'error', message: 'not a Kubernetes object: it has no apiVersion or no kind' },
      ]);
    },
  );
});
