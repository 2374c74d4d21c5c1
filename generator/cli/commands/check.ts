import type { Severity } from '../../checks/rule.ts';
import { ruleTexts } from '../../checks/rule-texts.ts';
import type { CheckResult } from '../../reports/check-result.ts';
import { exitCodeFor } from '../../reports/exit-code-for.ts';
import { reportFormats } from '../../reports/report-formats.ts';
import { checkManifests } from '../check-manifests.ts';
import { type CheckTreeFailure, checkTree } from '../check-tree.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';
import { checkFormats, makeReadLine, readReports, writeReports } from '../write-reports.ts';

export interface CheckOptions {
  readonly names: readonly string[];
  /** Directory of rendered manifests to judge instead of environments. */
  readonly manifests?: string;
  /** Directory of chart archives: what charts render is held against projects, waves and owners, too. */
  readonly charts?: string;
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

/** Renders, validates and judges environments, or judges manifests of others. */
export const check: Verb<CheckOptions> = async (context, options) => {
  const { root, console } = context;
  const { manifests, severity, partial } = options;
  const reports = readReports(options.reports, checkFormats);
  const checked = await runCheck(context, options).catch((error: unknown) => {
    throw error instanceof RangeError
      ? new UsageError(`${error.message}. All rules: npm run explain`)
      : error;
  });
  if (checked === undefined) return exitCode.usage;
  if (!('findings' in checked)) {
    console.err(`Nothing was checked.\n${checked.problems.map((problem) => `  ${problem}\n`).join('')}`);
    return exitCode.internal;
  }
  const result = selectComponents(checked, options.components);
  const readLine = makeReadLine(manifests === undefined ? root : process.cwd());
  writeReports(
    reports,
    (format, colour) => reportFormats[format](result, { threshold: severity, ruleTexts, readLine, colour }),
    console,
  );
  if (result.partial.length > 0 && !partial) {
    console.err(
      `A partial result is refused here:\n${result.partial.map((problem) => `  ${problem}\n`).join('')}`,
    );
    return exitCode.internal;
  }
  return exitCodeFor(result, severity);
};

/** Undefined when the environment files have mistakes, which are then printed. */
async function runCheck(
  { root, console }: VerbContext,
  { names, manifests, charts, only, except, json }: CheckOptions,
): Promise<CheckResult | CheckTreeFailure | undefined> {
  const today = new Date().toISOString().slice(0, 10);
  const selected = { today, except, ...(only !== undefined && { only }) };
  if (manifests !== undefined) {
    if (charts !== undefined) throw new UsageError('--charts goes with environments, not with --manifests');
    if (names.length > 0) throw new UsageError('--manifests judges a directory, not environments');
    return checkManifests({ ...selected, directory: manifests, from: process.cwd() });
  }
  const all = loadOrReport(root, console, json);
  if (all === undefined) return undefined;
  const environments = selectEnvironments(all, names);
  return checkTree({
    ...selected,
    root,
    environments,
    all,
    progress: console.progress,
    ...(charts !== undefined && { charts }),
  });
}

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
