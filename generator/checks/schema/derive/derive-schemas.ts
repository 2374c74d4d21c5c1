import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compareText } from '../../../kubernetes/compare-text.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { kinds, type SchemaKind, schemaFile } from '../kinds.ts';
import { narrowIntegers } from './narrow-integers.ts';
import { printSchema } from './print-schema.ts';
import { type Conversion, defineInterface } from './type-to-schema.ts';

/**
 * Schemas of every kind in the table, and `index.json`, which says where each comes from: path below `schemas/` to text.
 * They are made from the installed packages alone, so the same `package-lock.json` gives the same bytes. This is the only
 * part of the generator that needs the TypeScript compiler; checking needs only the files.
 *
 * @param root directory that holds `node_modules` and `generator`.
 * @throws Error when a kind has no interface, or its types have a form that no rule covers.
 */
export async function deriveSchemas(root: string): Promise<Map<string, string>> {
  const program = ts.createProgram(
    kinds.map((kind) => typeFile(root, kind)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      noEmit: true,
      noLib: true,
      types: [],
    },
  );
  const conversion: Conversion = {
    checker: program.getTypeChecker(),
    definitions: new Map(),
    owners: new Map(),
    numbers: [],
  };
  const names = kinds.map((kind) => defineInterface(findInterface(program, root, kind), conversion));
  await narrowIntegers(conversion.numbers);

  const files = new Map<string, string>();
  const index: Json[] = [];
  for (const [position, kind] of kinds.entries()) {
    const file = schemaFile(kind);
    const text = printSchema(schemaOf(names[position] ?? '', kind, conversion.definitions));
    const sha256 = createHash('sha256').update(text).digest('hex');
    files.set(file, text);
    index.push({ apiVersion: kind.apiVersion, kind: kind.kind, file, source: sourceOf(root, kind), sha256 });
  }
  files.set('index.json', `[\n${index.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`);
  return files;
}

function typeFile(root: string, { source, apiVersion, kind }: SchemaKind): string {
  const file =
    source === 'own'
      ? join(root, ownFile(kind))
      : join(root, 'node_modules', source, apiVersion, `${kind}.d.ts`);
  if (!existsSync(file)) throw new Error(`${apiVersion} ${kind}: ${file} does not exist`);
  return file;
}

function ownFile(kind: string): string {
  const name = kind.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
  return `generator/kubernetes/crds/${name}.ts`;
}

function sourceOf(root: string, { source, kind }: SchemaKind): string {
  if (source === 'own') return ownFile(kind);
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', source, 'package.json'), 'utf8'),
  );
  return `${source}@${manifest.version}`;
}

function findInterface(program: ts.Program, root: string, kind: SchemaKind): ts.InterfaceDeclaration {
  const name = kind.source === 'own' ? kind.kind : `I${kind.kind}`;
  const file = program.getSourceFile(typeFile(root, kind));
  for (const statement of file?.statements ?? []) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement;
  }
  throw new Error(`${typeFile(root, kind)} declares no interface ${name}`);
}

/** The kind's own definition becomes the root; what it refers to, directly or not, becomes its definitions. */
function schemaOf(
  name: string,
  { apiVersion, kind }: SchemaKind,
  all: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const root = all.get(name) ?? {};
  const properties = root['properties'] as JsonObject;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...((root['required'] ?? []) as string[])])],
    properties: {
      ...properties,
      apiVersion: { type: 'string', const: apiVersion },
      kind: { type: 'string', const: kind },
      // The packages leave `name` optional, because `generateName` exists; a file that is applied needs it.
      metadata: {
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
        allOf: [properties['metadata'] ?? {}],
      },
    },
    additionalProperties: false,
    definitions: reachable(root, all),
  };
}

function reachable(root: JsonObject, all: ReadonlyMap<string, JsonObject>): JsonObject {
  const found = new Map<string, JsonObject>();
  const visit = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '$ref' && typeof inner === 'string') follow(inner.slice('#/definitions/'.length));
      else visit(inner);
    }
  };
  const follow = (name: string): void => {
    const schema = all.get(name);
    if (schema === undefined || found.has(name)) return;
    found.set(name, schema);
    visit(schema);
  };
  visit(root);
  return Object.fromEntries([...found].sort(([a], [b]) => compareText(a, b)));
}
