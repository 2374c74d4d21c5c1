import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  environmentJsonSchema,
  printEnvironmentSchema,
} from '../../generator/environment/environment-json-schema.ts';
import { environmentFileSchema } from '../../generator/environment/schema/environment-schema.ts';
import { fixtures } from './load-fixture.ts';
import { walkSchema } from './walk-schema.ts';

const root = join(import.meta.dirname, '../..');
const schema = environmentJsonSchema();
// Formats are the editor's to check; a keyword that Ajv does not know is a mistake of the schema.
const validate = new Ajv({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateFormats: false,
  allErrors: true,
}).compile(schema);

describe('environments/schema.json', () => {
  test('is what `generate` writes', () => {
    const { path, text } = printEnvironmentSchema();
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    expect(printEnvironmentSchema().text).toBe(text);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  const samples = readdirSync(join(root, 'environments')).filter((name) => name.endsWith('.yaml'));
  const files = [
    ...samples.map((name) => join(root, 'environments', name)),
    ...readdirSync(join(fixtures, 'valid')).map((name) => join(fixtures, 'valid', name)),
  ];
  test.each(files)('accepts %s', (file) => {
    validate(parse(readFileSync(file, 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('both samples name it for editors', () => {
    expect(samples).toEqual(expect.arrayContaining(['dev.yaml', 'production.yaml']));
    for (const name of samples)
      expect(readFileSync(join(root, 'environments', name), 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\.\/schema\.json\n/,
      );
  });

  test.each([
    'unknown-key',
    'unknown-key.case',
    'missing-key',
    'wrong-type',
    'wrong-type.version',
    'invalid-value',
    'invalid-value.replicas',
    'out-of-range',
  ])('refuses the fixture %s', (id) => {
    expect(validate(parse(readFileSync(join(fixtures, 'invalid', `${id}.yaml`), 'utf8')))).toBe(false);
  });

  test('closes every mapping of settings', () => {
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, additionalProperties } = node as Record<string, unknown>;
      if (
        properties !== undefined &&
        !path.includes('/properties/patches/') &&
        additionalProperties !== false
      )
        open.push(path);
      for (const [key, child] of Object.entries(node)) visit(child, `${path}/${key}`);
    };
    visit(schema, '');
    expect(open).toEqual([]);
  });
});

describe('the schema of an environment file', () => {
  test('describes every setting', () => {
    const bare: string[] = [];
    walkSchema(environmentFileSchema, (_, path, written) => {
      const { description } = written as { description?: string };
      if (path !== '' && !path.endsWith('*') && !description) bare.push(path);
    });
    expect(bare).toEqual([]);
  });

  test('has a phrase of its own for every check of text, which messages show as what is expected', () => {
    const texts: string[] = [];
    walkSchema(environmentFileSchema, (one, path) => {
      const { checks = [], error } = (
        one as {
          _zod: { def: { checks?: { _zod: { def: { error?: unknown } } }[]; error?: unknown; type: string } };
        }
      )._zod.def;
      const isText = (one as { _zod: { def: { type: string } } })._zod.def.type === 'string';
      if (
        isText &&
        (checks.some(({ _zod }) => _zod.def.error === undefined) ||
          ('format' in (one as { _zod: { def: object } })._zod.def && error === undefined))
      )
        texts.push(path);
    });
    expect(texts).toEqual([]);
  });
});
