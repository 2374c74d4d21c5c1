import picocolors from 'picocolors';
import type { EnvironmentIssue, Snippet } from './issue.ts';

/** Colours of a stream; every function is the identity when colours are off. */
export type IssueColours = Pick<ReturnType<typeof picocolors.createColors>, 'bold' | 'dim' | 'green' | 'red'>;

/** How issues are printed. */
export interface FormatOptions {
  /** False, or the colours of the stream that they are printed to. */
  readonly colour: false | IssueColours;
}

/** Widest part of a line of the file that is shown, in terminal cells. */
const widest = 100;

/**
 * An issue for people: place, code and message, the line with carets under what is wrong, what was expected. Text of the file cannot
 * move the cursor or change colours: control and invisible characters are escaped.
 */
export function formatIssue(issue: EnvironmentIssue, { colour }: FormatOptions): string {
  const colours = colour || picocolors.createColors(false);
  const { file, line, column, code, message, expected, suggestion, snippet } = issue;
  const place = snippet === null && line === 1 ? file : `${file}:${line}:${column}`;
  const lines = [`${colours.bold(escapeText(place))} ${colours.red(code)}  ${escapeText(message)}`];
  if (snippet !== null) {
    const number = String(line);
    const { text, indent, width } = drawSnippet(snippet);
    lines.push(`  ${colours.dim(`${number} |`)} ${text}`.trimEnd());
    lines.push(
      `  ${colours.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(indent)}${colours.red('^'.repeat(width))}`,
    );
  }
  if (expected !== undefined) lines.push(`  expected: ${escapeText(expected)}`);
  if (suggestion !== undefined) lines.push(`  did you mean ${colours.green(escapeText(suggestion))}?`);
  return lines.join('\n');
}

/** All issues, an empty line between them, and how many there are. */
export function formatIssues(issues: readonly EnvironmentIssue[], options: FormatOptions): string {
  const files = new Set(issues.map(({ file }) => file)).size;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const texts = issues.map((issue) => formatIssue(issue, options));
  return `${[...texts, `${count(issues.length, 'mistake')} in ${count(files, 'file')}`].join('\n\n')}\n`;
}

/** The part of a line around the mistake as it looks on a terminal, and where the carets go. */
function drawSnippet({ text, start, length }: Snippet): { text: string; indent: number; width: number } {
  const cells: { text: string; width: number; wrong: boolean }[] = [];
  let offset = 0;
  // Characters far from the mistake are never shown, so a long line costs no more than a short one.
  const from = Math.max(0, start - 4 * widest);
  for (const character of text.slice(from, start + 4 * widest)) {
    const shown = escapeText(character, '    ');
    const at = from + offset;
    cells.push({ text: shown, width: widthOf(shown), wrong: at >= start && at < start + length });
    offset += character.length;
  }
  const sum = (list: readonly { width: number }[]) => list.reduce((total, { width }) => total + width, 0);
  const first = cells.findIndex(({ wrong }) => wrong);
  const begin = first === -1 ? cells.length : first;
  let left = begin;
  for (let room = widest / 2; left > 0 && room - (cells[left - 1]?.width ?? 0) >= 0; left -= 1)
    room -= cells[left - 1]?.width ?? 0;
  // What fits is shown from its beginning.
  if (sum(cells) <= widest && from === 0) left = 0;
  const cutLeft = left > 0 || from > 0;
  let right = left;
  for (let room: number = widest; right < cells.length && room - (cells[right]?.width ?? 0) >= 0; right += 1)
    room -= cells[right]?.width ?? 0;
  const cutRight = right < cells.length || from + offset < text.length;
  const shown = cells.slice(left, right);
  return {
    text: `${cutLeft ? '…' : ''}${shown.map((cell) => cell.text).join('')}${cutRight ? '…' : ''}`,
    indent: (cutLeft ? 1 : 0) + sum(shown.slice(0, Math.max(0, begin - left))),
    width: Math.max(1, sum(shown.filter(({ wrong }) => wrong))),
  };
}

/** Text without anything that a terminal obeys or hides: `\x1b`, `\u202e`; a tab becomes the given text. */
export function escapeText(text: string, tab = ' '): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, (character) => {
    if (character === '\t') return tab;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Terminal cells of one shown character: marks take none, East Asian and pictographic characters two. */
function widthOf(shown: string): number {
  if (shown.length > 2) return shown.length;
  if (/^\p{M}$/u.test(shown)) return 0;
  const wide =
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
  return wide.test(shown) ? 2 : 1;
}
