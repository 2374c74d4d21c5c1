/** Kind of a metric, as the program declares it. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** One metric of a program. */
export interface Metric {
  readonly type: MetricType;
  /** Labels that the program sets; those that Prometheus adds (`pod`, `namespace`, `job` …) are the same everywhere. */
  readonly labels: readonly string[];
}

/** What one program exports: the metrics that rules and dashboards may use, by name without the suffix of a histogram. */
export interface MetricSource {
  /** Program: `synapse`, `haproxy`. */
  readonly program: string;
  /** Version whose source was read: compared with the pin, so that a new version is read again. */
  readonly version: string;
  /** Where in that source. */
  readonly source: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** Metrics of one type with the same labels. */
function ofType(type: MetricType, labels: readonly string[], names: readonly string[]) {
  return Object.fromEntries(names.map((name): [string, Metric] => [name, { type, labels }]));
}

/** Counters, by the name that is exported, `_total` included where there is one. */
export const counters = (labels: readonly string[], ...names: readonly string[]) =>
  ofType('counter', labels, names);

export const gauges = (labels: readonly string[], ...names: readonly string[]) =>
  ofType('gauge', labels, names);

export const histograms = (labels: readonly string[], ...names: readonly string[]) =>
  ofType('histogram', labels, names);
