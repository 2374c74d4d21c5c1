import type { Severity } from '../../checks/rule.ts';
import { exitCodeFor } from '../../reports/exit-code-for.ts';
import { printJsonReport } from '../../reports/print-json-report.ts';
import { printTextReport } from '../../reports/print-text-report.ts';
import { checkTree } from '../check-tree.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb } from '../verb.ts';

export interface CheckOptions {
  readonly names: readonly string[];
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[];
  readonly severity: Severity;
  /** False: a result without kubeconform is refused. */
  readonly partial: boolean;
  readonly json: boolean;
}

/** Renders, validates and judges environments. */
export const check: Verb<CheckOptions> = async ({ root, console }, options) => {
  const { names, only, except, severity, partial, json } = options;
  const all = loadOrReport(root, console, json);
  if (all === undefined) return exitCode.usage;
  const environments = selectEnvironments(all, names);
  const today = new Date().toISOString().slice(0, 10);
  const result = await checkTree({
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
  if (!('findings' in result)) {
    console.err(`Nothing was checked.\n${result.problems.map((problem) => `  ${problem}\n`).join('')}`);
    return exitCode.internal;
  }
  console.out(
    json
      ? printJsonReport(result, severity)
      : printTextReport(result, { threshold: severity, colour: console.outColours.isColorSupported }),
  );
  if (result.partial.length > 0 && !partial) {
    console.err(
      `A partial result is refused here:\n${result.partial.map((problem) => `  ${problem}\n`).join('')}`,
    );
    return exitCode.internal;
  }
  return exitCodeFor(result, severity);
};
