import { LineCounter } from 'yaml';
import type { EnvironmentIssue, IssueText } from './issue.ts';
import { formatPath, type Path } from './path.ts';
import { maskCredentials } from './quote.ts';

/** Offsets into the text of a file, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where one setting stands. */
export interface Place {
  /** Absent in lists. */
  readonly key?: Span;
  readonly value: Span;
}

/** The text of an environment file and where its settings stand. */
export interface SourceFile {
  /** Relative to the repository root. */
  readonly file: string;
  readonly text: string;
  readonly lineCounter: LineCounter;
  /** By `formatPath`; the root is `''`. */
  readonly places: Map<string, Place>;
}

/** A source file without places yet. */
export function makeSourceFile(file: string, text: string): SourceFile {
  const lineCounter = new LineCounter();
  for (let offset = 0; offset !== -1; ) {
    lineCounter.addNewLine(offset);
    const next = text.indexOf('\n', offset);
    offset = next === -1 ? -1 : next + 1;
  }
  return { file, text, lineCounter, places: new Map() };
}

/** Line and column of an offset, both from 1. */
export function positionOf({ lineCounter }: SourceFile, offset: number): { line: number; column: number } {
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col };
}

/** What to underline for a path: its key or value, or the key of the nearest section that the file writes. */
export function locate(source: SourceFile, path: Path, at: 'key' | 'value'): Span {
  const place = source.places.get(formatPath(path));
  if (place === undefined)
    return path.length === 0 ? { start: 0, end: 0 } : locate(source, path.slice(0, -1), 'key');
  if (path.length === 0) return { start: place.value.start, end: place.value.start };
  const empty = place.value.end <= place.value.start;
  return (at === 'key' || empty ? place.key : undefined) ?? place.value;
}

/** The issue at a place of a file. */
export function issueAt(source: SourceFile, span: Span, text: IssueText): EnvironmentIssue {
  const { line, column } = positionOf(source, span.start);
  const from = span.start - column + 1;
  const next = source.text.indexOf('\n', from);
  const content = source.text.slice(from, next === -1 ? undefined : next).replace(/\r$/, '');
  const start = Math.min(column - 1, content.length);
  const length = Math.max(1, Math.min(span.end - span.start, content.length - start));
  return {
    ...describe(source.file, text),
    line,
    column,
    snippet: { text: maskCredentials(content), start, length },
  };
}

/** The issue at the setting that its path names. */
export function issueAtPath(source: SourceFile, text: IssueText): EnvironmentIssue {
  return issueAt(source, locate(source, text.path, text.at ?? 'value'), text);
}

/** An issue of a file as a whole. */
export function issueOfFile(file: string, text: Omit<IssueText, 'path'>): EnvironmentIssue {
  return { ...describe(file, { path: [], ...text }), line: 1, column: 1, snippet: null };
}

function describe(file: string, { code, path, message, expected, suggestion }: IssueText) {
  return {
    code,
    file,
    path: formatPath(path),
    message,
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
  };
}
