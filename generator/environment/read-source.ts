import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentIssue, IssueText } from './issue.ts';
import { issueAt, issueOfFile, makeSourceFile, type SourceFile } from './source-file.ts';

/** Largest environment file, in bytes. A real one has a few kilobytes. */
export const largestFile = 256 * 1024;

/** Reads an environment file as text: UTF-8 with or without a byte order mark. */
export function readSource(root: string, file: string): SourceFile | EnvironmentIssue {
  const bytes = readBytes(join(root, file));
  if (!(bytes instanceof Uint8Array)) return issueOfFile(file, bytes);
  const text = decode(bytes);
  if (text === null) return reportNotUtf8(file, bytes);
  const source = makeSourceFile(file, text);
  return findControlCharacter(source) ?? source;
}

function readBytes(path: string): Uint8Array | Omit<IssueText, 'path'> {
  try {
    const status = statSync(path);
    if (!status.isFile()) {
      const kind = status.isDirectory() ? 'a directory' : 'not a regular file';
      return { code: 'not-a-file', message: `this is ${kind}`, expected: 'a YAML file' };
    }
    if (status.size > largestFile) return tooLarge(status.size);
    const bytes = readFileSync(path);
    return bytes.length > largestFile ? tooLarge(bytes.length) : bytes;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === 'ENOENT')
      return { code: 'not-a-file', message: 'there is no file here, or it is a link that leads nowhere' };
    return { code: 'not-a-file', message: `the file cannot be read (${reason ?? 'unknown reason'})` };
  }
}

function tooLarge(bytes: number): Omit<IssueText, 'path'> {
  return {
    code: 'too-large',
    message: `the file has ${Math.ceil(bytes / 1024)} KiB`,
    expected: `at most ${largestFile / 1024} KiB`,
  };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Line feeds are never part of a longer UTF-8 sequence, so the first line that does not decode holds the mistake. */
function reportNotUtf8(file: string, bytes: Uint8Array): EnvironmentIssue {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const next = bytes.indexOf(0x0a, start);
    const end = next === -1 ? bytes.length : next;
    if (decode(bytes.subarray(start, end)) === null) break;
    start = end + 1;
  }
  const message = utf16 ? 'the file looks like UTF-16' : `line ${line} holds bytes that are not UTF-8`;
  return { ...issueOfFile(file, { code: 'not-utf8', message, expected: 'UTF-8 text' }), line };
}

/** YAML forbids these; one of them would also reach the terminal of whoever reads the file. */
function findControlCharacter(source: SourceFile): EnvironmentIssue | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const match = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/.exec(source.text);
  if (match === null) return undefined;
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message =
    match[0] === '\r'
      ? 'a line ends with a carriage return alone'
      : `the control character U+${code} is not allowed in YAML`;
  const span = { start: match.index, end: match.index + 1 };
  return issueAt(source, span, { code: 'yaml-syntax', path: [], message });
}
