import { describe, expect, test } from 'vitest';
import type { Rule } from '../../generator/checks/rule.ts';
import { type RunOptions, runRules } from '../../generator/checks/run-rules.ts';
import { makeResource } from '../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { toDocument } from '../../generator/rendered/rendered-document.ts';
import { exitCodeFor } from '../../generator/reports/exit-code-for.ts';
import { declareFixture } from './judge-fixture.ts';

const resource = makeResource(
  toDocument({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' } }),
  { environment: 'fixture', component: 'web', file: 'base/web/service-a.yaml' },
);

/** A rule that refuses every Service. */
const refuse: Rule = {
  slug: 'test/refuse',
  title: 'No Services',
  severity: 'error',
  why: 'For this test.',
  fix: 'None.',
  references: [],
  components: ['web'],
  check: ({ resources, fail }) => {
    for (const service of resources.ofKind('Service'))
      fail({ resource: service, path: ['spec', 'type'], message: 'refused', setting: 'cluster.version' });
  },
};

const accept = {
  rule: 'test/refuse',
  resource: 'Service b/a',
  reason: 'known and harmless',
  until: '2026-11-24',
};

function run(
  rules: readonly Rule[],
  {
    accepted = [],
    components = ['web'],
    ...options
  }: Partial<RunOptions> & { accepted?: (typeof accept)[]; components?: string[] } = {},
) {
  return runRules(
    [
      {
        resources: makeResourceSet('fixture', [resource], new Set(components)),
        declared: declareFixture({ accept: accepted }),
      },
    ],
    { locate: ({ file }) => ({ file, line: 7 }), today: '2026-11-24', rules, ...options },
  );
}

function codeOf(result: ReturnType<typeof run>): number {
  return exitCodeFor(
    {
      ...result,
      environments: [{ name: 'fixture', resources: 1, components: [] }],
      partial: [],
      unjudged: [],
      milliseconds: 1,
    },
    'error',
  );
}

describe('findings', () => {
  test('carry their place and the place of the setting', () => {
    const result = run([refuse]);
    expect(result.findings).toEqual([
      {
        rule: 'test/refuse',
        severity: 'error',
        result: 'fail',
        component: 'web',
        environment: 'fixture',
        message: 'refused',
        resource: 'Service b/a',
        path: ['spec', 'type'],
        file: 'base/web/service-a.yaml',
        line: 7,
        // The file does not write the key itself; its section stands on line 5.
        setting: { key: 'cluster.version', file: 'environments/fixture.yaml', line: 5 },
        related: [],
      },
    ]);
    expect(result.rules).toEqual([
      { rule: 'test/refuse', subjects: 1, failed: 1, unknown: 0, environments: 1 },
    ]);
    expect(codeOf(result)).toBe(1);
  });

  test('that cannot be judged are warnings and do not stop', () => {
    const doubt: Rule = {
      ...refuse,
      check: ({ resources, unknown }) => {
        for (const service of resources.resources)
          unknown({ resource: service, path: [], message: 'who knows' });
      },
    };
    const result = run([doubt]);
    expect(result.findings.map(({ result: outcome, severity }) => [outcome, severity])).toEqual([
      ['unknown', 'warning'],
    ]);
    expect(codeOf(result)).toBe(0);
  });

  test('are in one order, whatever order rules and resources have', () => {
    const other = { ...refuse, slug: 'test/also' };
    const [forwards, backwards] = [run([refuse, other]), run([other, refuse])];
    expect(forwards.findings).toEqual(backwards.findings);
    expect(forwards.findings.map(({ rule }) => rule)).toEqual(['test/also', 'test/refuse']);
  });
});

describe('a rule that looked at nothing', () => {
  const idle: Rule = { ...refuse, check: () => undefined };

  test('is broken when the environment has its components', () => {
    const result = run([idle]);
    expect(result.problems).toEqual([
      {
        rule: 'test/refuse',
        environment: 'fixture',
        message: 'checked nothing, though the environment has web',
      },
    ]);
    expect(codeOf(result)).toBe(3);
  });

  test('is not applicable when it has none of them', () => {
    expect(run([idle], { components: ['data'] }).problems).toEqual([]);
  });

  test('is broken when it is for every environment', () => {
    expect(run([{ ...idle, components: [] }]).problems).toHaveLength(1);
  });

  test('and a rule that throws is broken, the others still run', () => {
    const broken: Rule = {
      ...refuse,
      slug: 'test/broken',
      check: () => {
        throw new Error('no such field');
      },
    };
    const result = run([broken, refuse]);
    expect(result.problems.map(({ message }) => message)).toEqual(['failed: no such field']);
    expect(result.findings).toHaveLength(1);
    expect(codeOf(result)).toBe(3);
  });
});

describe('acceptances', () => {
  test('hold on their last day', () => {
    const result = run([refuse], { accepted: [accept] });
    expect(result.findings.map(({ accepted }) => accepted)).toEqual([
      { reason: 'known and harmless', until: '2026-11-24' },
    ]);
    expect(codeOf(result)).toBe(0);
  });

  test('count again the day after, and say so', () => {
    const result = run([refuse], { accepted: [accept], today: '2026-11-25' });
    expect(result.findings.map(({ rule, accepted }) => [rule, accepted])).toEqual([
      ['test/refuse', undefined],
      ['accept/expired', undefined],
    ]);
    expect(codeOf(result)).toBe(1);
  });

  test('that match nothing are reported, unless their rule did not run', () => {
    const unused = { ...accept, resource: 'Service b/c' };
    const slugs = (options: Parameters<typeof run>[1]) =>
      run([refuse, { ...refuse, slug: 'test/also' }], options).findings.map(({ rule }) => rule);
    expect(slugs({ accepted: [unused] })).toContain('accept/unused');
    expect(slugs({ accepted: [unused], only: ['test/also'] })).toEqual(['test/also']);
  });

  test('of a rule that does not exist are unused', () => {
    const result = run([refuse], { accepted: [{ ...accept, rule: 'test/gone' }] });
    expect(result.findings.map(({ rule }) => rule)).toContain('accept/unused');
  });
});

test('only and except choose rules; an unknown slug is refused', () => {
  const other = { ...refuse, slug: 'test/also' };
  expect(run([refuse, other], { only: ['test/also'] }).rules.map(({ rule }) => rule)).toEqual(['test/also']);
  expect(run([refuse, other], { except: ['test/also'] }).rules.map(({ rule }) => rule)).toEqual([
    'test/refuse',
  ]);
  expect(() => run([refuse], { only: ['test/typo'] })).toThrow('There is no rule "test/typo"');
});
