import { describe, expect, test } from 'vitest';
import { catalogue, catalogueGroups } from '../../generator/checks/catalogue.ts';
import { ruleTexts } from '../../generator/checks/rule-texts.ts';

describe('the catalogue of checks', () => {
  test('has every row once, without a gap', () => {
    const counts = { A: 44, B: 6, C: 12, D: 8, E: 12, F: 20, G: 18, H: 25, I: 14, J: 13, K: 6, L: 13, X: 20 };
    const ids = Object.entries(counts).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
    );
    expect(catalogue.map(({ id }) => id)).toEqual(ids);
    expect(Object.keys(catalogueGroups)).toEqual(Object.keys(counts));
  });

  test('names rules that exist, or says why there is none', () => {
    const slugs = ruleTexts.map(({ slug }) => slug);
    for (const { id, rules, reason = '' } of catalogue) {
      for (const slug of rules) expect(slugs, id).toContain(slug);
      expect(rules.length > 0, id).toBe(reason === '');
    }
  });
});
