/** One query of a panel. */
export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** How a series is named, with labels as `{{pod}}`. Default: one series that is named like the panel */
  readonly legend?: string;
}

/** Units as Grafana knows them (`@grafana/grafana-foundation-sdk/units`). */
export type Unit =
  | 'short'
  | 'percentunit'
  | 'percent'
  | 's'
  | 'ms'
  | 'bytes'
  | 'Bps'
  | 'reqps'
  | 'ops'
  | 'cores'
  | 'dateTimeFromNow';

/** One picture: what it shows, in which unit, and how a person reads it. */
export interface Panel {
  /** Lines over time, or only the number of now. */
  readonly kind: 'lines' | 'number';
  readonly title: string;
  /** What is good and what is not, in a sentence: Grafana shows it at the corner of the panel. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
}

/** A heading and the panels below it. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** One page of Grafana. */
export interface Page {
  /** Name of the file and, after `matrix-`, of the dashboard: addresses keep working. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Lines over time. */
export function lines(title: string, unit: Unit, description: string, ...queries: readonly Query[]): Panel {
  return { kind: 'lines', title, unit, description, queries };
}

/** The number of now. */
export function number(title: string, unit: Unit, description: string, expr: string): Panel {
  return { kind: 'number', title, unit, description, queries: [{ expr }] };
}
