import { describe, expect, it } from 'vitest';
import type { DrillResult } from '../../generator/drills/perform-drill.ts';
import { drillFormats } from '../../generator/reports/drills/print-drill-result.ts';
import { verifyFormats } from '../../generator/reports/verify/verify-formats.ts';
import { type ItemResult, judgeVerify, type VerifyResult } from '../../generator/verify/run-items.ts';

const item = (id: string, outcome: ItemResult['outcome']): ItemResult => ({
  id,
  family: 'edge',
  title: `Title of ${id}`,
  design: [1],
  outcome,
  milliseconds: 1234,
});
const good = item('good', { result: 'pass', found: 'all of it' });
const bad = item('a-bad-one', { result: 'fail', what: 'it answers <503>', remedy: 'see "the log"' });
const dark = item('dark', { result: 'cannot-check', reason: 'no kubectl' });
const resultOf = (results: ItemResult[], more: Partial<VerifyResult> = {}): VerifyResult => ({
  environment: 'lab',
  results,
  left: [],
  interrupted: false,
  ...more,
});

describe('a run of verify', () => {
  it.each<[string, VerifyResult, ReturnType<typeof judgeVerify>]>([
    ['something failed', resultOf([good, bad, dark]), 'failed'],
    ['something could not be seen', resultOf([good, dark]), 'passed'],
    ['nothing could be seen', resultOf([dark]), 'not-checked'],
    ['nothing was asked', resultOf([]), 'not-checked'],
    ['it was stopped', resultOf([good], { interrupted: true }), 'not-checked'],
    ['it was stopped after a failure', resultOf([bad], { interrupted: true }), 'failed'],
  ])('where %s', (_, result, verdict) => {
    expect(judgeVerify(result)).toBe(verdict);
  });

  it('is printed for people, aligned', () => {
    const result = resultOf([good, bad, dark], { left: ['@verify-1:example.org'] });
    expect(verifyFormats.text(result, 'failed', false)).toBe(
      [
        'FAILED: lab: 1 pass, 1 fail, 1 cannot be checked',
        '',
        'pass  good       Title of good: all of it',
        'FAIL  a-bad-one  Title of a-bad-one: it answers <503>',
        '                 mend: see "the log"',
        '?     dark       Title of dark: no kubectl',
        '',
        'left behind:',
        '  @verify-1:example.org',
        '',
      ].join('\n'),
    );
  });

  it('is printed for programs', () => {
    const text = verifyFormats.json(resultOf([bad]), 'failed');
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      environment: 'lab',
      verdict: 'failed',
      items: [{ id: 'a-bad-one', result: 'fail', what: 'it answers <503>', milliseconds: 1234 }],
    });
  });

  it('is printed as JUnit XML', () => {
    const xml = verifyFormats.junit(resultOf([good, bad, dark]));
    expect(xml).toContain('<testsuites name="verify lab" tests="3" failures="1" errors="0" skipped="1">');
    expect(xml).toContain('<testcase classname="edge" name="good" time="1.234"/>');
    expect(xml).toContain('<failure message="it answers &lt;503&gt;">see &quot;the log&quot;</failure>');
    expect(xml).toContain('<skipped message="no kubectl"/>');
  });
});

describe('a drill', () => {
  const result: DrillResult = {
    drill: 'cache',
    environment: 'lab',
    status: 'late',
    expectedSeconds: 10,
    measuredSeconds: 21.5,
    target: { namespace: 'redis', pod: 'redis-1', node: 'node-b' },
    beats: [{ at: 0 }, { at: 1, failed: 'no answer' }, { at: 2 }],
    unrestored: [['uncordon', 'node b']],
    notWell: 'caches: 2 of 3',
  };

  it('is printed for people, with what is left to do', () => {
    expect(drillFormats.text(result, 'lab', false)).toBe(
      [
        'LATE: cache in lab',
        'lost      pod redis/redis-1 on node-b',
        'measured  21.5 s; expected at most 10 s; 1 of 3 looks failed',
        '          after 1.0 s: no answer',
        'restored  NOT everything; run by hand:',
        "          kubectl --context lab uncordon 'node b'",
        'platform  caches: 2 of 3',
        '',
      ].join('\n'),
    );
  });

  it('that was not performed says why, and nothing else', () => {
    const { target: _, ...rest } = result;
    const refused: DrillResult = {
      ...rest,
      status: 'refused',
      reason: 'not well',
      beats: [],
      unrestored: [],
    };
    expect(drillFormats.text(refused, undefined, false)).toBe('NOT PERFORMED: cache in lab: not well\n');
  });

  it('is printed for programs', () => {
    expect(JSON.parse(drillFormats.json(result))).toMatchObject({
      version: 1,
      status: 'late',
      beats: [{ at: 0 }, {}, {}],
    });
  });
});
