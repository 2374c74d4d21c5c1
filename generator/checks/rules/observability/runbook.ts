import { textIn } from '../../../kubernetes/json.ts';
import { findRules } from '../../queries.ts';
import type { EnvironmentRule } from '../../rule.ts';

/** Path of a page of this repository within an address. */
const page = /docs\/runbooks\/[a-z0-9-]+\.md$/;

/** Whoever is woken by an alert finds out what to do. */
export const runbook: EnvironmentRule = {
  slug: 'observability/runbook',
  title: 'Every alert has a runbook, and it exists',
  severity: 'error',
  why: 'An alert comes at night, to somebody who did not write it. Without a page that says what it means and what to do, the first half hour goes into finding that out.',
  fix: 'Write `docs/runbooks/<alert-in-kebab-case>.md` (what it means, how to look, what to do) and name it in the annotation `runbook_url`.',
  references: [
    'prometheus docs: alerting rules, annotations',
    'prometheus-operator/runbooks: the annotation `runbook_url`, one page for each alert',
  ],
  components: ['alerts'],
  // The pages are those of this repository.
  needsEnvironment: true,
  check({ resources, pages, pass, fail }) {
    for (const { rule, name, isAlert, resource, path } of findRules(resources)) {
      if (!isAlert) continue;
      const url = textIn(rule, 'annotations', 'runbook_url');
      const [named] = page.exec(url ?? '') ?? [];
      if (url === undefined)
        fail({
          resource,
          path,
          message: `alert ${name} has no runbook_url: nobody is told what to do. Write a page under docs/runbooks/ and name it.`,
        });
      else if (named !== undefined && !pages.has(named))
        fail({
          resource,
          path: [...path, 'annotations', 'runbook_url'],
          message: `alert ${name} names ${named}, which does not exist: the link leads nowhere. Write the page, or correct the name.`,
        });
      // A page elsewhere cannot be looked up here.
      else pass();
    }
  },
};
