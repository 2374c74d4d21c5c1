import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { DeclaredSecret, Finding } from '../../generator/checks/rule.ts';
import { runRules } from '../../generator/checks/run-rules.ts';
import type { LoadedEnvironment } from '../../generator/environment/environment.ts';
import { resolveEnvironment } from '../../generator/environment/resolve-environment.ts';
import { environmentFileSchema } from '../../generator/environment/schema/environment-schema.ts';
import { isObject, textsIn } from '../../generator/kubernetes/json.ts';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { makeLocate } from '../../generator/rendered/locate.ts';
import { makeResource } from '../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { toDocument } from '../../generator/rendered/rendered-document.ts';

export const root = join(import.meta.dirname, '../..');
export const fixtures = 'test/fixtures/rules';

/** The environment of the fixtures, with some of its keys replaced. */
export function declareFixture(overrides: JsonObject = {}): LoadedEnvironment {
  const base = parse(readFileSync(join(root, fixtures, 'environment.yaml'), 'utf8')) as JsonObject;
  const file = environmentFileSchema.parse(merge(base, overrides));
  return {
    environment: resolveEnvironment(file),
    file: 'environments/fixture.yaml',
    origins: new Map([
      ['cluster', { source: 'file', file: 'environments/fixture.yaml', line: 5, column: 1 }],
    ]),
  };
}

/** Judges the manifests of a fixture file by one rule. */
export function judgeFixture(file: string, slug: string): { findings: readonly Finding[]; subjects: number } {
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8')).map(
    (document) => document.toJS() as JsonObject,
  );
  const overrides = documents.find((document) => 'environment' in document)?.['environment'];
  const secrets = documents.find((document) => 'secrets' in document)?.['secrets'];
  const resources = documents
    .filter((document) => !('environment' in document) && !('secrets' in document))
    .map((json) =>
      makeResource(toDocument(json), { environment: 'fixture', component: componentOf(json), file }),
    );
  const run = runRules(
    [
      {
        resources: makeResourceSet('fixture', resources, new Set(['fixture'])),
        declared: declareFixture(isObject(overrides) ? overrides : {}),
        secrets: (secrets ?? []) as unknown as readonly DeclaredSecret[],
      },
    ],
    {
      locate: makeLocate(root),
      today: '2026-11-24',
      only: [slug],
      pages: new Set(['docs/runbooks/release.md']),
    },
  );
  return { findings: run.findings, subjects: run.rules[0]?.subjects ?? 0 };
}

/** An annotation says when a fixture is made of several components. */
function componentOf(json: JsonObject): string {
  return textsIn(json, 'metadata', 'annotations')['fixture/component'] ?? 'fixture';
}

/** Findings as `fail.expected.txt` has them: line, resource, message, setting. */
export function printFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ line, resource, message, setting, result }) =>
      [
        `line ${line}: ${resource}${result === 'unknown' ? ' (cannot be judged)' : ''}`,
        `  ${message}`,
        ...(setting === undefined ? [] : [`  setting: ${setting.key}`]),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

function merge(base: JsonObject, overrides: JsonObject): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return result;
}
