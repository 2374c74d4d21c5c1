import { startsWith, type ValueChange } from '../change.ts';

interface NoiseRule {
  /** As the count names it: `3 content hashes`. */
  readonly what: string;
  readonly hides: (change: ValueChange) => boolean;
}

/**
 * Differences that follow from others and tell a reviewer nothing. They are counted and never decide about a danger: dangers see every
 * change.
 */
const noiseRules: readonly NoiseRule[] = [
  {
    what: 'content hashes of configuration',
    hides: ({ path }) =>
      path.at(-1) === 'matrix-gitops/config-hash' || /(^|[./])checksum\//.test(String(path.at(-1))),
  },
  {
    what: 'version labels',
    hides: ({ path }) =>
      ['app.kubernetes.io/version', 'helm.sh/chart'].includes(String(path.at(-1))) && path.includes('labels'),
  },
  { what: 'injected certificates', hides: ({ path }) => path.at(-1) === 'caBundle' },
  { what: 'status', hides: ({ path }) => startsWith(path, ['status']) },
];

/** What is left to show, and how much was hidden for which reason. */
export function hideNoise(
  changes: readonly ValueChange[],
  reordered: number,
): { readonly shown: readonly ValueChange[]; readonly hidden: ReadonlyMap<string, number> } {
  const hidden = new Map<string, number>(reordered > 0 ? [['lists in another order', reordered]] : []);
  const shown = changes.filter((change) => {
    const rule = noiseRules.find(({ hides }) => hides(change));
    if (rule !== undefined) hidden.set(rule.what, (hidden.get(rule.what) ?? 0) + 1);
    return rule === undefined;
  });
  return { shown, hidden };
}
