import { compareText } from '../kubernetes/compare-text.ts';
import type { Finding } from './rule.ts';

/** Order of a report: by file, line, rule, environment and message; the same on every machine. */
export function compareFindings(one: Finding, other: Finding): number {
  return (
    compareText(one.file, other.file) ||
    one.line - other.line ||
    compareText(one.rule, other.rule) ||
    compareText(one.environment, other.environment) ||
    compareText(one.resource, other.resource) ||
    compareText(one.message, other.message)
  );
}
