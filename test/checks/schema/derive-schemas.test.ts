import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSchemas } from '../../../generator/checks/schema/derive/write-schemas.ts';
import { kinds, schemaFile } from '../../../generator/checks/schema/kinds.ts';
import { isQuantity } from '../../../generator/kubernetes/quantity.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';

const schemas = join(projectRoot, 'schemas');
const read = (file: string) => JSON.parse(readFileSync(join(schemas, file), 'utf8'));
const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

describe('writeSchemas', () => {
  const copy = mkdtempSync(join(tmpdir(), 'schemas-'));
  beforeAll(() => {
    for (const name of ['node_modules', 'generator']) symlinkSync(join(projectRoot, name), join(copy, name));
    cpSync(schemas, join(copy, 'schemas'), { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  test('finds the committed files up to date', async () => {
    expect(await writeSchemas(projectRoot, { check: true })).toEqual({ changed: [], missing: [], extra: [] });
  });

  test('names what differs, writes nothing with check, and mends it without', async () => {
    const changed = 'core/configmap_v1.json';
    writeFileSync(join(copy, 'schemas', changed), '{}\n');
    rmSync(join(copy, 'schemas/apps/deployment_v1.json'));
    writeFileSync(join(copy, 'schemas/apps/old_v1.json'), '{}\n');
    const expected = {
      changed: [changed],
      missing: ['apps/deployment_v1.json'],
      extra: ['apps/old_v1.json'],
    };
    expect(await writeSchemas(copy, { check: true })).toEqual(expected);
    expect(readFileSync(join(copy, 'schemas', changed), 'utf8')).toBe('{}\n');
    expect(await writeSchemas(copy, { check: false })).toEqual(expected);
    expect(await writeSchemas(copy, { check: true })).toEqual({ changed: [], missing: [], extra: [] });
    expect(readFileSync(join(copy, 'schemas', changed), 'utf8')).toBe(
      readFileSync(join(schemas, changed), 'utf8'),
    );
  });
});

describe('schemas', () => {
  test('there is one per kind, and an index', () => {
    expect([...files].sort()).toEqual([...kinds.map(schemaFile), 'index.json'].sort());
    const index: { apiVersion: string; kind: string; source: string }[] = read('index.json');
    expect(index.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(
      kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    );
    expect(index.find(({ kind }) => kind === 'Deployment')?.source).toBe('kubernetes-models@5.1.0');
    expect(index.find(({ kind }) => kind === 'ObjectStore')?.source).toBe(
      'generator/kubernetes/crds/object-store.ts',
    );
  });

  test('stay small', () => {
    const bytes = files.reduce((sum, file) => sum + readFileSync(join(schemas, file)).length, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(3_000_000);
  });

  test.each(kinds.map((kind) => [schemaFile(kind), kind] as const))(
    '%s compiles strictly and is closed',
    (file, kind) => {
      const schema = read(file);
      const validate = new Ajv({ strict: true }).compile(schema);
      expect(schema.additionalProperties).toBe(false);
      const object = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: {} };
      expect(validate({ ...object, metadata: {} })).toBe(false);
      const open = Object.entries<{ type?: string; additionalProperties?: unknown }>(
        schema.definitions,
      ).filter(
        ([, definition]) => definition.type === 'object' && definition.additionalProperties === undefined,
      );
      expect(open.map(([name]) => name.replace(/^.*(?=FieldsV1$|RawExtension$)/, '')).sort()).toEqual(
        kind.kind === 'Application' ? ['FieldsV1', 'RawExtension'] : ['FieldsV1'],
      );
    },
  );

  test('know integers, which TypeScript does not', () => {
    const { definitions } = read('apps/deployment_v1.json');
    expect(definitions.IoK8sApiAppsV1DeploymentSpec.properties.replicas).toEqual({ type: 'integer' });
    expect(definitions.IoK8sApiCoreV1PodSecurityContext.properties.supplementalGroups).toEqual({
      type: 'array',
      items: { type: 'integer' },
    });
    expect(definitions.IoK8sApiCoreV1Probe.required).toBeUndefined();
  });

  test('have maps where the type has an index signature', () => {
    const { definitions } = read('core/configmap_v1.json');
    expect(definitions.IoK8sApimachineryPkgApisMetaV1ObjectMeta.properties.labels).toEqual({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
    expect(read('core/configmap_v1.json').properties.data).toEqual({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
  });
});

const quantities = [
  '1',
  '1.5',
  '.5',
  '1.',
  '500m',
  '4Gi',
  '4gi',
  '1e3',
  '1E3',
  '1E',
  '1e',
  '+1',
  '-1',
  '',
  'Gi',
  '1 Gi',
  '5x',
  '1Kii',
  '1K',
  '1k',
  '100n',
  '1.2.3',
  '1e3k',
  '0x10',
];
test.each(quantities)('the quantity pattern and parseQuantity agree on "%s"', (text) => {
  const schema = read('core/persistentvolumeclaim_v1.json');
  const { pattern } =
    schema.definitions.IoK8sApiCoreV1VolumeResourceRequirements.properties.limits.additionalProperties
      .anyOf[0];
  expect(new RegExp(pattern).test(text)).toBe(isQuantity(text));
});

test('nothing that check runs imports the compiler', () => {
  const directory = join(projectRoot, 'generator/checks/schema');
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.ts'))) {
    expect(readFileSync(join(directory, file), 'utf8')).not.toMatch(/from '(typescript|\.\/derive\/)/);
  }
});
