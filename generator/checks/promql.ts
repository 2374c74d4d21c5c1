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

/** Reads a query with Prometheus' own grammar; Grafana's durations are read as `5m`. */
export function readQuery(query: string): QueryFacts {
  const text = query.replace(grafanaDurations, '5m');
  const selectors: { name: string; readonly labels: string[] }[] = [];
  let broken: string | undefined;
  parser.parse(text).iterate({
    enter({ name, type, node }) {
      const written = text.slice(node.from, node.to);
      if (type.isError) broken ??= text.slice(node.from, node.from + 20) || 'its end';
      if (name === 'VectorSelector') selectors.push({ name: '', labels: [] });
      const selector = selectors.at(-1);
      if (selector === undefined) return;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') selector.name = written;
      if (name === 'LabelName' && node.parent?.name === 'UnquotedLabelMatcher') selector.labels.push(written);
    },
  });
  return { selectors, broken };
}
