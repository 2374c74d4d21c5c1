import { parser } from '@prometheus-io/lezer-promql';

/** A selector in a query: the series that it names, and the labels that it matches. */
export interface Selector {
  readonly name: string;
  readonly labels: readonly string[];
}

/** What a query asks for. */
export interface QueryFacts {
  readonly selectors: readonly Selector[];
  /** Text at which the parser gives up; undefined when the query is PromQL. */
  readonly broken: string | undefined;
}

/** Variables of Grafana that stand where PromQL wants a duration. */
const grafanaDurations = /\$__(?:rate_interval|interval|range)/g;

/** Queries that have been read: environments have most of them in common. */
const known = new Map<string, QueryFacts>();

/** Reads a query with Prometheus' own grammar; Grafana's durations are read as `5m`. */
export function readQuery(query: string): QueryFacts {
  const facts = known.get(query) ?? parseQuery(query);
  known.set(query, facts);
  return facts;
}

function parseQuery(query: string): QueryFacts {
  const text = query.replace(grafanaDurations, '5m');
  const selectors: { name: string; readonly labels: string[] }[] = [];
  let broken: string | undefined;
  parser.parse(text).iterate({
    enter(node) {
      const { name, from, to } = node;
      if (node.type.isError) broken ??= text.slice(from, from + 20) || 'its end';
      if (name === 'VectorSelector') selectors.push({ name: '', labels: [] });
      const selector = selectors.at(-1);
      if (selector === undefined) return;
      if (name === 'Identifier' && node.matchContext(['VectorSelector']))
        selector.name = text.slice(from, to);
      if (name === 'LabelName' && node.matchContext(['UnquotedLabelMatcher']))
        selector.labels.push(text.slice(from, to));
    },
  });
  return { selectors, broken };
}
