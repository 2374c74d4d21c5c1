import { findSeries, seriesNames } from '../../../metrics/catalogue.ts';
import { readQuery, type Selector } from '../../promql.ts';
import { findQueries, findRules, type PlacedQuery } from '../../queries.ts';
import type { EnvironmentRule, RuleContext } from '../../rule.ts';

/** What rules and dashboards ask for is exported by something. */
export const metricNamesRule: EnvironmentRule = {
  slug: 'observability/metric-names',
  title: 'Alerts and dashboards use metrics that exist',
  severity: 'error',
  why: 'A query about a metric that nothing exports is no error to Prometheus: it returns nothing. The alert never fires, and the panel stays empty until the day it is needed.',
  fix: 'Correct the name or the label. For a metric that the catalogue does not have, read it in the source of the pinned version and add it under `generator/metrics/`.',
  references: [
    'prometheus docs: querying basics; a selector that matches no series is an empty vector',
    'prometheus client libraries: counters are exported with the suffix `_total`, histograms as `_bucket`, `_sum` and `_count`',
    'generator/metrics/: each metric with the version and the file in which it was read',
  ],
  components: ['alerts', 'dashboards'],
  // Somebody else's exporters are not in the catalogue.
  needsEnvironment: true,
  check(context) {
    const recorded = new Set(
      findRules(context.resources)
        .filter(({ isAlert }) => !isAlert)
        .map(({ name }) => name),
    );
    for (const query of findQueries(context.resources)) judgeQuery(query, recorded, context);
  },
};

function judgeQuery(query: PlacedQuery, recorded: ReadonlySet<string>, { pass, fail }: RuleContext) {
  const { expr, owner, resource, path, lineContaining } = query;
  const { selectors, broken } = readQuery(expr);
  const mistakes =
    broken === undefined
      ? selectors.flatMap((selector) => findMistakes(selector, recorded))
      : [`is not PromQL from "${broken}" on: Prometheus refuses the whole object. Correct the query.`];
  if (mistakes.length === 0) pass();
  for (const mistake of mistakes)
    fail({
      resource,
      path,
      ...(lineContaining !== undefined && { lineContaining }),
      message: `${owner} ${mistake}`,
    });
}

function findMistakes({ name, labels }: Selector, recorded: ReadonlySet<string>): string[] {
  if (recorded.has(name)) return [];
  const series = findSeries(name);
  if (series === undefined) {
    const near = nearest(name);
    return [
      `asks for ${name}, which nothing exports and no rule records: it finds nothing, for ever.${near === undefined ? '' : ` Is it ${near}?`}`,
    ];
  }
  return labels
    .filter((label) => !series.labels.has(label) && !label.startsWith('exported_'))
    .map(
      (label) =>
        `matches ${name} by ${label}, a label that it does not have: it has ${series.metric.labels.join(', ') || 'none of its own'}.`,
    );
}

/** The metric whose name is longest within the wrong one, or the other way round: `…_total` forgotten or invented. */
function nearest(name: string): string | undefined {
  return seriesNames
    .filter((known) => known.startsWith(name) || name.startsWith(known))
    .sort((one, other) => other.length - one.length)[0];
}
