import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { printReview } from '../../generator/reports/review/print-review.ts';
import { commentMarker, printReviewMarkdown } from '../../generator/reports/review/print-review-markdown.ts';
import type { Acknowledgement } from '../../generator/review/acknowledge.ts';
import { describeReview } from '../../generator/review/describe-review.ts';
import { reviewEnvironments } from '../../generator/review/review.ts';
import { setOf } from './support.ts';

const today = '2026-11-25';

function cluster(size: string): JsonObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'synapse-db', namespace: 'matrix' },
    spec: { instances: 3, imageName: 'ghcr.io/cnpg/postgresql:17.11', storage: { size } },
  };
}

function config(name: string, text: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'matrix' },
    data: { file: text },
  };
}

function review(before: JsonObject[], after: JsonObject[], acknowledgements: Acknowledgement[] = []) {
  const environments = ['production', 'staging'].map((name) => ({
    before: setOf(structuredClone(before), name),
    after: setOf(structuredClone(after), name),
    acknowledgements,
  }));
  return describeReview(reviewEnvironments(environments, today));
}

const shrink: Acknowledgement = {
  danger: 'operator/refused-update',
  resource: 'Cluster.postgresql.cnpg.io matrix/synapse-db',
  reason: 'the cluster is recreated by hand',
  until: '2026-12-01',
};

describe('the verdict', () => {
  it.each<[string, string, ReturnType<typeof review>]>([
    ['none', 'nothing differs', review([config('a', '1')], [config('a', '1')])],
    ['routine', 'a file changes', review([config('a', '1')], [config('a', '2')])],
    ['blocked', 'a volume shrinks', review([cluster('500Gi')], [cluster('400Gi')])],
    ['routine', 'the danger is acknowledged', review([cluster('500Gi')], [cluster('400Gi')], [shrink])],
    [
      'blocked',
      'the acknowledgement has run out',
      review([cluster('500Gi')], [cluster('400Gi')], [{ ...shrink, until: '2026-11-24' }]),
    ],
    [
      'blocked',
      'the acknowledgement is of another object',
      review(
        [cluster('500Gi')],
        [cluster('400Gi')],
        [{ ...shrink, resource: 'Cluster.postgresql.cnpg.io matrix/other' }],
      ),
    ],
  ])('is %s when %s', (verdict, _, { verdict: found }) => {
    expect(found).toBe(verdict);
  });

  it('shows one change of two environments once', () => {
    const { changes, dangers } = review([cluster('500Gi')], [cluster('400Gi')]);
    expect(changes.map(({ environments }) => environments)).toEqual([['production', 'staging']]);
    expect(dangers.map(({ environments }) => environments)).toEqual([['production', 'staging']]);
  });

  it('reports acknowledgements that match nothing or have run out', () => {
    expect(review([], [], [shrink]).staleAcknowledgements.map(({ state }) => state)).toEqual([
      'unused',
      'unused',
    ]);
    const expired = review([cluster('500Gi')], [cluster('400Gi')], [{ ...shrink, until: '2026-11-24' }]);
    expect(expired.staleAcknowledgements.map(({ state }) => state)).toEqual(['expired', 'expired']);
  });
});

describe('the report', () => {
  const long = (mark: string) => Array.from({ length: 400 }, (_, line) => `line ${line} ${mark}`).join('\n');
  const many = Array.from({ length: 30 }, (_, index) => config(`file-${index}`, long('old')));
  const changed = Array.from({ length: 30 }, (_, index) =>
    config(`file-${index}`, long('new').replaceAll('3', '```')),
  );

  it('says the verdict first, then dangers, then changes', () => {
    const text = printReview(
      review([cluster('500Gi'), config('a', '1')], [cluster('400Gi'), config('a', '2')]),
    );
    const order = ['BLOCKED', 'operator/refused-update', '500Gi → 400Gi', 'instead:', '~ ConfigMap matrix/a'];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  it.each([2_000, 10_000, 60_000])(
    'keeps to %i characters, closes every fence and says what is missing',
    (budget) => {
      const { text, complete } = printReviewMarkdown(review(many, changed), budget);
      expect(text.length).toBeLessThanOrEqual(budget);
      expect(complete).toBe(false);
      expect(text).toMatch(/\d+ of 30 sections did not fit/);
      expect(text.startsWith(commentMarker)).toBe(true);
      const fences = text.match(/^`{3,}(diff)?$/gm) ?? [];
      expect(fences.length % 2).toBe(0);
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    },
  );

  it('is complete when it fits', () => {
    const { text, complete } = printReviewMarkdown(review([config('a', '1')], [config('a', '2')]));
    expect(complete).toBe(true);
    expect(text).not.toContain('did not fit');
  });

  it('mentions nobody and opens no tag with what stands in manifests', () => {
    const evil = '</details><img src=x> @everyone | ```';
    const { text } = printReviewMarkdown(
      review(
        [cluster('500Gi')],
        [{ ...cluster('400Gi'), spec: { storage: { size: '400Gi' }, description: evil } }],
      ),
    );
    const outside = text.replaceAll(/^(`{3,})diff\n[\s\S]*?^\1$/gm, '').replaceAll(/(`+)[^`].*?\1/g, '');
    expect(outside).not.toContain('<img');
    expect(outside).not.toMatch(/@everyone/);
  });
});
