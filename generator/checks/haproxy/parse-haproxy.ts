/** One line of an HAProxy configuration, split into words. */
export interface HaproxyLine {
  /** Words without quotes and escapes. */
  readonly words: readonly string[];
  /** The line as it stands in the file, without surrounding blanks. */
  readonly text: string;
}

/** One section: `frontend public`, `defaults`, `backend main`. */
export interface HaproxySection {
  readonly kind: string;
  /** Empty for an unnamed section. */
  readonly name: string;
  readonly lines: readonly HaproxyLine[];
}

const sectionKinds = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'resolvers',
  'peers',
  'userlist',
  'cache',
  'http-errors',
  'mailers',
  'program',
  'ring',
  'log-forward',
  'fcgi-app',
  'crt-store',
  'traces',
  'log-profile',
]);

/** Parses an HAProxy configuration. Words are split as in HAProxy's `parse_line` (`src/tools.c`): quotes, backslashes, comments. */
export function parseHaproxy(text: string): HaproxySection[] {
  const sections: { kind: string; name: string; lines: HaproxyLine[] }[] = [];
  for (const line of text.split('\n')) {
    const words = splitWords(line);
    const [kind] = words;
    if (kind === undefined) continue;
    if (sectionKinds.has(kind)) {
      sections.push({ kind, name: words[1] ?? '', lines: [{ words, text: line.trim() }] });
    } else {
      sections.at(-1)?.lines.push({ words, text: line.trim() });
    }
  }
  return sections;
}

/** Lines of a section that begin with these words. */
export function linesOf(section: HaproxySection, ...start: readonly string[]): HaproxyLine[] {
  return section.lines.filter(({ words }) => start.every((word, index) => words[index] === word));
}

/** A setting of a proxy: from its own section, else from the `defaults` that it uses. */
export function proxySetting(
  sections: readonly HaproxySection[],
  proxy: HaproxySection,
  ...start: readonly string[]
): HaproxyLine | undefined {
  return linesOf(proxy, ...start).at(-1) ?? inherited(sections, proxy, start);
}

function inherited(
  sections: readonly HaproxySection[],
  proxy: HaproxySection,
  start: readonly string[],
): HaproxyLine | undefined {
  const heading = proxy.lines[0]?.words ?? [];
  const from = heading.indexOf('from');
  const above = sections.slice(0, sections.indexOf(proxy)).filter(({ kind }) => kind === 'defaults');
  const defaults = from < 0 ? above.at(-1) : above.find(({ name }) => name === heading[from + 1]);
  return defaults === undefined ? undefined : proxySetting(sections, defaults, ...start);
}

const unitSeconds: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of an HAProxy time; a number without a unit is milliseconds. Undefined when it is no time. */
export function parseHaproxyTime(text: string | undefined): number | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) * (unitSeconds[match[2] ?? 'ms'] ?? 1e-3);
}

function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && isEscape(line, index)) word = (word ?? '') + line.charAt(++index);
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (isEscape(line, index)) {
      word = (word ?? '') + line.charAt(++index);
    } else if (character === '#') {
      break;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** A backslash takes the meaning from a blank, `#`, quotes, `$` or itself; before anything else, as in regular expressions, it stays. */
function isEscape(line: string, index: number): boolean {
  return line.charAt(index) === '\\' && /[\s#'"\\$]/.test(line.charAt(index + 1));
}
