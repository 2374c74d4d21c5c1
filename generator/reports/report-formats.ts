import type { CheckResult } from './check-result.ts';
import { printGithub } from './formats/print-github.ts';
import { printGitlab } from './formats/print-gitlab.ts';
import { printJunit } from './formats/print-junit.ts';
import { printSarif } from './formats/print-sarif.ts';
import { printJsonReport } from './print-json-report.ts';
import { printTextReport } from './print-text-report.ts';
import type { ReportOptions } from './report-options.ts';

/** The formats of `check --report`. */
export const reportFormats = {
  text: (result, options) => printTextReport(result, options),
  json: (result, { threshold }) => printJsonReport(result, threshold),
  sarif: printSarif,
  github: (result) => printGithub(result),
  gitlab: (result) => printGitlab(result),
  junit: printJunit,
} as const satisfies Record<string, (result: CheckResult, options: ReportOptions) => string>;

/** Name of a format of `check --report`. */
export type ReportFormat = keyof typeof reportFormats;

/** Formats made of lines: several of them may share the terminal, and a CI log finds its annotations among the text. */
export const lineFormats: readonly ReportFormat[] = ['text', 'github'];
