import type { Environment } from '../../../environment/environment.ts';

/** `critical`: people notice now. `warning`: they will, if nobody acts within the day. */
export type AlertSeverity = 'critical' | 'warning';

/** One alerting rule; its runbook is the page of its name. */
export interface Alert {
  /** CamelCase; also the name of the runbook, in kebab case. */
  readonly name: string;
  readonly severity: AlertSeverity;
  /** PromQL; what it returns fires. */
  readonly expr: string;
  /** How long it must hold, as Prometheus writes durations: `5m`. */
  readonly holds: string;
  /** One line with numbers; a template of Prometheus with `$labels` and `$value`. */
  readonly summary: string;
}

/** A query whose result is kept under a name of its own: `level:metric:operation`. */
export interface Recording {
  readonly name: string;
  readonly expr: string;
}

/** Rules of one part of the platform: one PrometheusRule. */
export interface RuleGroup {
  /** DNS label; the PrometheusRule is `matrix-<name>`. */
  readonly name: string;
  readonly recordings: readonly Recording[];
  readonly alerts: readonly Alert[];
}

/** Makes the rules that an environment needs: none about what it does not have. */
export type MakeRules = (environment: Environment) => RuleGroup;

/** Directory of the pages that say what to do. */
export const runbooks = 'docs/runbooks';

/** Page about an alert, relative to the repository root: `docs/runbooks/synapse-sync-slow.md`. */
export function runbookOf({ name }: Pick<Alert, 'name'>): string {
  const kebab = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  return `${runbooks}/${kebab}.md`;
}

/** An alert in a list, or nothing where the environment does not have what it watches. */
export function when(wanted: boolean, ...alerts: readonly Alert[]): readonly Alert[] {
  return wanted ? alerts : [];
}
