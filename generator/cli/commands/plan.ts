import { describeOrigin } from '../../environment/describe-origin.ts';
import type { LoadedEnvironment } from '../../environment/environment.ts';
import { flattenEnvironment } from '../../environment/flatten-environment.ts';
import { assemblePlatform } from '../../platform/assemble-platform.ts';
import { makePlan } from '../../platform/make-plan.ts';
import { type PlanValue, printPlan } from '../../reports/print-plan.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import type { Verb } from '../verb.ts';

export interface PlanOptions {
  readonly names: readonly string[];
  readonly values: boolean;
  readonly json: boolean;
}

/** Prints what environments are going to be, without asking a cluster. */
export const plan: Verb<PlanOptions> = ({ root, console }, { names, values, json }) => {
  const loaded = loadOrReport(root, console, json);
  if (loaded === undefined) return exitCode.usage;
  const plans = selectEnvironments(loaded, names).map((environment) => ({
    plan: makePlan(assemblePlatform(environment.environment)),
    values: values ? listValues(environment) : [],
  }));
  if (json) {
    const environments = plans.map((one) => ({ ...one.plan, ...(values && { values: one.values }) }));
    console.out(`${JSON.stringify({ version: 1, environments }, undefined, 2)}\n`);
  } else {
    console.out(plans.map((one) => printPlan(one.plan, one.values)).join('\n'));
  }
  return exitCode.clean;
};

function listValues(loaded: LoadedEnvironment): PlanValue[] {
  return flattenEnvironment(loaded).map(({ path, value, origin }) => ({
    path,
    value: JSON.stringify(value),
    origin: describeOrigin(origin),
  }));
}
