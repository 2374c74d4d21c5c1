import { acceptSlugs } from './accept-findings.ts';
import { rules } from './registry.ts';
import type { Rule } from './rule.ts';

/** What can be said of a rule without running it. */
export type RuleText = Pick<Rule, 'slug' | 'title' | 'severity' | 'why' | 'fix' | 'references'>;

const gate = (slug: string, title: string, why: string, fix: string): RuleText => ({
  slug,
  title,
  severity: 'error',
  why,
  fix,
  references: [],
});

/** What the gate finds around the rules; none of it can be accepted, except by mending it. */
export const gateTexts: readonly RuleText[] = [
  gate(
    'tree/stale',
    'The tree is what the generator writes',
    "A file of the generated tree is not what the generator writes for the environment files, is missing, or is nobody's.",
    'Run `npm run generate`. A file that was edited by hand is kept: put the change into `environments/` (see `patches`) or the generator, then discard the edit with `npm run generate -- --force`.',
  ),
  gate(
    'render/failed',
    'Every overlay renders',
    '`kustomize build` refuses an overlay, so Argo CD would refuse it too.',
    'The message is what kustomize says, and names the overlay; two components that define one object show up here as well.',
  ),
  gate(
    'schema/invalid',
    'Every object fits the schema of its kind',
    'An object does not fit the schema of its kind: a field that does not exist, a value of the wrong type, or a value that the API refuses.',
    'Correct it where it comes from: a patch in the environment file, or the component.',
  ),
  gate(
    'schema/error',
    'Every object can be validated',
    'An object could not be validated, most often because its kind has no schema.',
    'Add the kind to `generator/checks/schema/kinds.ts` and run `npm run schemas`.',
  ),
  gate(
    'schema/count',
    'Every rendered object is validated',
    'Not every rendered object was validated.',
    'This is a defect of matrix-gitops; please report it.',
  ),
  gate(
    'schema/skipped',
    'No object is passed over',
    'kubeconform passed over an object.',
    'This is a defect of matrix-gitops; please report it.',
  ),
  gate(
    acceptSlugs.expired,
    'Acceptances have not ended',
    'An entry of `accept` in the environment file has passed its last day (`until`), so the finding that it accepted counts again.',
    'Mend the cause, or decide anew and move the date.',
  ),
  {
    ...gate(
      acceptSlugs.unused,
      'Acceptances accept something',
      'An entry of `accept` in the environment file matches no finding. It would hide a new mistake without anybody deciding so.',
      'Remove it, or correct its `resource`.',
    ),
    severity: 'warning',
  },
];

/** Every rule, and what the gate around them finds. */
export const ruleTexts: readonly RuleText[] = [...gateTexts, ...rules];
