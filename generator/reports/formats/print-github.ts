import type { Severity } from '../../checks/rule.ts';
import type { CheckResult } from '../check-result.ts';
import { describeUnjudged } from '../describe-unjudged.ts';
import { describeTracked, type TrackedFinding, trackFindings } from '../fingerprint-findings.ts';

/** Workflow command of a severity (actions/toolkit `packages/core/src/core.ts`). */
const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Annotations of one kind that GitHub keeps of one step; the rest is dropped without a word (actions/toolkit#734). */
const limit = 10;

/**
 * Annotations for GitHub Actions, most severe first. Beyond the limit of a step the last one says how many more there are; rules that
 * could not be judged come after them, as a notice for each reason.
 */
export function printGithub(result: CheckResult): string {
  const tracked = trackFindings(result.findings);
  const unknown = describeUnjudged(result).map(
    (text) => `::notice title=matrix-gitops::${escapeData(text)}\n`,
  );
  const annotations = (['error', 'warning', 'info'] as const)
    .flatMap((severity) => {
      const found = tracked.filter(({ finding }) => finding.severity === severity);
      if (found.length <= limit) return found.map(annotate);
      const rest = found.length - limit + 1;
      return [
        ...found.slice(0, limit - 1).map(annotate),
        `::${commands[severity]} title=matrix-gitops::${rest} more of this severity: see the log of this step`,
      ];
    })
    .map((line) => `${line}\n`);
  return [...annotations, ...unknown].join('');
}

function annotate(entry: TrackedFinding): string {
  const { rule, severity, file, line } = entry.finding;
  const properties = Object.entries({ file, line: String(line), title: rule })
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(',');
  return `::${commands[severity]} ${properties}::${escapeData(describeTracked(entry))}`;
}

/** As actions/toolkit `packages/core/src/command.ts` escapes. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
