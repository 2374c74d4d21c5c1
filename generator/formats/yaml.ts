import { type ScalarTag, stringify } from 'yaml';

/**
 * YAML text in which every scalar means the same to a YAML 1.1 and a YAML 1.2 reader: `on`, `1_000` and `12:30` are quoted
 * when they are strings (design law 5). Keys keep the order in which they were written; lines are never folded; properties that are
 * `undefined` are left out.
 */
export function printYaml(value: unknown): string {
  return stringify(value, {
    compat: 'yaml-1.1',
    customTags: (tags) => [escapedString, ...tags],
    lineWidth: 0,
    aliasDuplicateObjects: false,
    indentSeq: false,
  });
}

/**
 * Characters that readers disagree on unless they are escaped: controls, the line breaks that only YAML 1.1 knows (NEL, LS, PS), the byte
 * order mark, and surrogates without a partner.
 */
const unsafeCharacter = /(?![\t\n])[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;
const unsafeCharacters = new RegExp(unsafeCharacter, 'gu');

/** Text of several lines that begins with a blank: its block would need an indentation indicator. */
const indentedLines = /^(?:\n|[ \t][\s\S]*\n)/;

const escapedString: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) =>
    typeof value === 'string' && (unsafeCharacter.test(value) || indentedLines.test(value)),
  resolve: (text) => text,
  stringify: ({ value }) => JSON.stringify(value).replace(unsafeCharacters, escapeCharacter),
};

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
