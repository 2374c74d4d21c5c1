import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../generator/checks/registry.ts';
import { type JudgedEnvironment, runRules } from '../../generator/checks/run-rules.ts';
import { listDeclared } from '../../generator/cli/list-declared.ts';
import { listRunbooks } from '../../generator/cli/list-runbooks.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { makeLocate } from '../../generator/rendered/locate.ts';
import { renderEnvironments } from '../../generator/rendered/render-environment.ts';
import { ensureTools } from '../../generator/tools/find-tool.ts';
import { root } from './judge-fixture.ts';
import { mutations } from './mutations/mutations.ts';

const locate = makeLocate(root);
const today = '2026-11-24';
const pages = listRunbooks(root);
let judged: readonly JudgedEnvironment[] = [];

/** The committed tree, rendered once. */
beforeAll(async () => {
  const { environments, issues } = loadEnvironments(root);
  if (environments === undefined) throw new Error(JSON.stringify(issues));
  const { paths, problems } = ensureTools(['kustomize']);
  if (paths.kustomize === undefined) throw new Error(problems.join('\n'));
  const names = environments.map(({ environment }) => environment.name);
  const renderings = await renderEnvironments(root, names, { kustomize: paths.kustomize });
  judged = renderings.map((rendering, index) => {
    const declared = environments[index];
    if (!rendering.ok || declared === undefined) throw new Error(JSON.stringify(rendering));
    return { resources: rendering.resources, declared, secrets: listDeclared(declared.environment) };
  });
}, 60_000);

function judgedOf(environment: string): JudgedEnvironment {
  const found = judged.find(({ resources }) => resources.environment === environment);
  if (found === undefined) throw new Error(`there is no ${environment}`);
  return found;
}

describe('the committed tree', () => {
  test('has no findings but those that an environment accepts, and no rule looked past it', () => {
    const run = runRules(judged, { locate, today, pages });
    const open = run.findings.filter(({ accepted }) => accepted === undefined);
    expect(open.map(({ rule, file, line, message }) => `${file}:${line} ${rule} ${message}`)).toEqual([]);
    expect(run.problems).toEqual([]);
  });

  test('gives each of these rules something to judge', () => {
    const run = runRules(judged, { locate, today, pages });
    const judging = run.rules.filter(({ subjects }) => subjects > 0).map(({ rule }) => rule);
    for (const slug of ['edge/sync-timeout', 'edge/admin-exposure', 'cache/shared', 'cluster/node-labels'])
      expect(judging).toContain(slug);
  });

  test('stands where findings would point: every resource has a file', () => {
    for (const { resources } of judged) {
      for (const { file, patches } of resources.resources)
        for (const path of [file, ...patches]) expect(existsSync(join(root, path)), path).toBe(true);
    }
  });
});

describe('a mutation of a sample environment', () => {
  test('exists for every rule and for no other', () => {
    const broken = new Set(mutations.map(({ rule }) => rule));
    expect([...broken].sort()).toEqual(rules.map(({ slug }) => slug).sort());
  });

  test.each(mutations)(
    'turns exactly $rule red: $what',
    ({ rule, also = [], environment = 'production', mutate }) => {
      const sample = judgedOf(environment);
      const run = runRules([{ ...sample, resources: mutate(sample.resources) }], { locate, today, pages });
      const open = run.findings.filter(({ accepted }) => accepted === undefined);
      expect([...new Set(open.map((finding) => finding.rule))].sort()).toEqual([rule, ...also].sort());
      expect(run.problems).toEqual([]);
    },
  );
});
