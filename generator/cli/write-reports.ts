import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineFormats, type ReportFormat, reportFormats } from '../reports/report-formats.ts';
import type { ReportOptions } from '../reports/report-options.ts';
import type { Console } from './console.ts';
import { UsageError } from './verb.ts';

/** One report that was asked for. */
export interface WantedReport<Format extends string = ReportFormat> {
  readonly format: Format;
  /** Relative to the working directory. Absent: standard output */
  readonly file?: string;
}

/** What a verb can print: every format, and those made of lines, of which several may share standard output. */
export interface Formats<Format extends string> {
  readonly all: readonly Format[];
  readonly lines: readonly Format[];
}

/** The formats of `check`. */
export const checkFormats: Formats<ReportFormat> = {
  all: Object.keys(reportFormats) as ReportFormat[],
  lines: lineFormats,
};

/**
 * Reads `--report` arguments: `sarif=check.sarif`, `github`. When none of them is for standard output, `text` is added.
 *
 * @throws UsageError for an unknown format, an empty or repeated file, or two reports that would mix on standard output.
 */
export function readReports<Format extends string>(
  texts: readonly string[],
  formats: Formats<Format | 'text'>,
): readonly WantedReport<Format | 'text'>[] {
  const wanted = texts.map((text) => readReport(text, formats.all));
  const files = wanted.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`Two reports would be written to ${twice}`);
  const printed = wanted.filter(({ file }) => file === undefined).map(({ format }) => format);
  if (printed.length > 1 && printed.some((format) => !formats.lines.includes(format)))
    throw new UsageError(
      `${printed.join(' and ')} would mix on standard output: give all but one a file, as in --report ${printed.at(-1)}=<file>`,
    );
  return printed.length > 0 ? wanted : [{ format: 'text' }, ...wanted];
}

function readReport<Format extends string>(text: string, formats: readonly Format[]): WantedReport<Format> {
  const [name = '', ...rest] = text.split('=');
  const format = formats.find((candidate) => candidate === name);
  if (format === undefined)
    throw new UsageError(`--report ${text}: there is no format "${name}". There are: ${formats.join(', ')}`);
  if (rest.length === 0) return { format };
  const file = rest.join('=');
  if (file === '') throw new UsageError(`--report ${text}: the name of the file is missing`);
  return { format, file };
}

/** Writes the reports, files first: what is on the terminal then speaks of files that are there. */
export function writeReports<Format extends string>(
  reports: readonly WantedReport<Format>[],
  print: (format: Format, colour: boolean) => string,
  console: Console,
): void {
  for (const { format, file } of reports) if (file !== undefined) writeFileSync(file, print(format, false));
  const colour = console.outColours.isColorSupported;
  for (const { format, file } of reports) if (file === undefined) console.out(print(format, colour));
}

/** Reads lines of files below a directory, each file once. */
export function makeReadLine(root: string): ReportOptions['readLine'] {
  const files = new Map<string, readonly string[]>();
  return (file, line) => {
    const lines = files.get(file) ?? readLines(join(root, file));
    files.set(file, lines);
    return lines[line - 1];
  };
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    // A finding may be about a file that is missing, or about a directory.
    return [];
  }
}
