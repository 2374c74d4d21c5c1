import type { Environment } from '../../../generator/environment/environment.ts';

/** Series by name and labels, each with values as promtool writes them: `0+60x30` starts at 0 and adds 60 a minute, 30 times. */
export type SeriesValues = Readonly<Record<string, string>>;

/** One alert with series that make it fire and series that are nearly the same and must not. */
export interface AlertCase {
  readonly alert: string;
  /** When it is looked at: after the time for which the alert must hold. */
  readonly at: string;
  /** Time between two samples and between two evaluations. Default: 1m */
  readonly step?: string;
  readonly fires: SeriesValues;
  /** Labels of the alert that fires, without its severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the operator reads. */
  readonly summary: string;
  /** One entry for each way not to fire. */
  readonly quiet: readonly SeriesValues[];
}

/** Thresholds that are computed are computed again, from the same environment. */
export type MakeCases = (environment: Environment) => readonly AlertCase[];
