import type { Severity } from '../../checks/rule.ts';
import { ruleTexts } from '../../checks/rule-texts.ts';
import type { CheckResult } from '../../reports/check-result.ts';
import { exitCodeFor } from '../../reports/exit-code-for.ts';
import { checkTree } from '../check-tree.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb } from '../verb.ts';
import { makeReadLine, readReports, writeReports } from '../write-reports.ts';

export interface CheckOptions {
  readonly names: readonly string[];
  /** Empty: all */
  readonly components: readonly string[];
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[];
  readonly severity: Severity;
  /** False: a result without kubeconform is refused. */
  readonly partial: boolean;
  /** `<format>` or `<format>=<file>`. */
  readonly reports: readonly string[];
  /** Mistakes in environment files are printed as data, too. */
  readonly json: boolean;
}

/** Renders, validates and judges environments. */
export const check: Verb<CheckOptions> = async ({ root, console }, options) => {
  const { names, only, except, severity, partial, json } = options;
  const reports = readReports(options.reports);
  const all = loadOrReport(root, console, json);
  if (all === undefined) return exitCode.usage;
  const environments = selectEnvironments(all, names);
  const today = new Date().toISOString().slice(0, 10);
  const checked = await checkTree({
    root,
    environments,
    all,
    progress: console.progress,
    today,
    ...(only !== undefined && { only }),
    except,
  }).catch((error: unknown) => {
    throw error instanceof RangeError
      ? new UsageError(`${error.message}. All rules: npm run explain`)
      : error;
  });
  if (!('findings' in checked)) {
    console.err(`Nothing was checked.\n${checked.problems.map((problem) => `  ${problem}\n`).join('')}`);
    return exitCode.internal;
  }
  const result = selectComponents(checked, options.components);
  writeReports(reports, result, { threshold: severity, ruleTexts, readLine: makeReadLine(root) }, console);
  if (result.partial.length > 0 && !partial) {
    console.err(
      `A partial result is refused here:\n${result.partial.map((problem) => `  ${problem}\n`).join('')}`,
    );
    return exitCode.internal;
  }
  return exitCodeFor(result, severity);
};

/**
 * Leaves the findings of some components. Rules still see everything: one component is judged by what the others are.
 *
 * @throws UsageError for a component that no environment has.
 */
function selectComponents(result: CheckResult, components: readonly string[]): CheckResult {
  if (components.length === 0) return result;
  const known = new Set(result.environments.flatMap((environment) => environment.components));
  const unknown = components.filter((component) => !known.has(component));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no component "${unknown.join('", "')}". There are: ${[...known].sort().join(', ')}`,
    );
  return { ...result, findings: result.findings.filter(({ component }) => components.includes(component)) };
}
