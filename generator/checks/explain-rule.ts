import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptSlugs } from './accept-findings.ts';
import { rules } from './registry.ts';

/** What the gate finds around the rules; none of it can be accepted, except by mending it. */
const gateTexts: Readonly<Record<string, string>> = {
  'tree/stale':
    "A file of the generated tree is not what the generator writes for the environment files, is missing, or is nobody's. Run `npm run generate`. A file that was edited by hand is kept: put the change into `environments/` (see `patches`) or the generator, then discard the edit with `npm run generate -- --force`.",
  'render/failed':
    '`kustomize build` refuses an overlay, so Argo CD would refuse it too. The message is what kustomize says, and names the overlay; two components that define one object show up here as well.',
  'schema/invalid':
    'An object does not fit the schema of its kind: a field that does not exist, a value of the wrong type, or a value that the API refuses. Correct it where it comes from: a patch in the environment file, or the component.',
  'schema/error':
    'An object could not be validated, most often because its kind has no schema. Add the kind to `generator/checks/schema/kinds.ts` and run `npm run schemas`.',
  'schema/count':
    'Not every rendered object was validated. This is a defect of matrix-gitops; please report it.',
  'schema/skipped': 'kubeconform passed over an object. This is a defect of matrix-gitops; please report it.',
};

const acceptTexts: Readonly<Record<string, string>> = {
  [acceptSlugs.expired]:
    'An entry of `accept` in the environment file has passed its last day (`until`), so the finding that it accepted counts again. Mend the cause, or decide anew and move the date.',
  [acceptSlugs.unused]:
    'An entry of `accept` in the environment file matches no finding. It would hide a new mistake without anybody deciding so: remove it, or correct its `resource`.',
};

/**
 * Page of a rule, as it stands in `docs/rules/`; undefined when there is no such rule.
 *
 * @throws Error when the page is missing.
 */
export function explainRule(slug: string, root: string): string | undefined {
  const text = acceptTexts[slug] ?? gateTexts[slug];
  if (text !== undefined) return `# ${slug}\n\n${text}\n`;
  if (!rules.some((rule) => rule.slug === slug)) return undefined;
  return readFileSync(join(root, 'docs/rules', `${slug}.md`), 'utf8');
}
