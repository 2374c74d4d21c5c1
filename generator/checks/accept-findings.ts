import type { LoadedEnvironment } from '../environment/environment.ts';
import { locateSetting } from './locate-setting.ts';
import type { Finding } from './rule.ts';

/** Slugs of what the engine itself finds in the `accept` section of an environment. */
export const acceptSlugs = {
  /** The last day of an acceptance has passed: what it accepted counts again. */
  expired: 'accept/expired',
  /** An acceptance matches no finding. */
  unused: 'accept/unused',
} as const;

/**
 * Marks the findings that the environment accepts, and adds one for each acceptance that has expired or matches nothing.
 *
 * @param today an acceptance holds up to and including its last day.
 * @param skipped slugs of rules that were left out of this run: nothing can be said about their acceptances.
 */
export function acceptFindings(
  findings: readonly Finding[],
  declared: LoadedEnvironment,
  today: string,
  skipped: ReadonlySet<string>,
): Finding[] {
  const { accept, name } = declared.environment;
  const stale: Finding[] = [];
  accept.forEach((entry, index) => {
    const matches = findings.some((finding) => isAccepted(finding, entry));
    if (matches && entry.until >= today) return;
    if (!matches && skipped.has(entry.rule)) return;
    const { file, line } = locateSetting(declared, `accept[${index}]`);
    stale.push({
      rule: matches ? acceptSlugs.expired : acceptSlugs.unused,
      severity: matches ? 'error' : 'warning',
      result: 'fail',
      environment: name,
      message: matches
        ? `the acceptance of ${entry.rule} ended on ${entry.until}, so its finding counts again: mend it, or decide anew and move \`until\``
        : `nothing is found by ${entry.rule} for "${entry.resource}", so this acceptance hides nothing yet and would hide a new mistake: remove it`,
      resource: entry.resource,
      component: '',
      path: [],
      file,
      line,
      setting: { key: 'accept', file, line },
      related: [],
    });
  });
  const valid = accept.filter(({ until }) => until >= today);
  return [
    ...findings.map((finding) => {
      const entry = valid.find((candidate) => isAccepted(finding, candidate));
      return entry === undefined
        ? finding
        : { ...finding, accepted: { reason: entry.reason, until: entry.until } };
    }),
    ...stale,
  ];
}

function isAccepted(
  { rule, resource }: Finding,
  entry: { readonly rule: string; readonly resource: string },
): boolean {
  return entry.rule === rule && entry.resource === resource;
}
