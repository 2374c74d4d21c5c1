/** Stands for `.*` in an expanded pattern. */
export const anything = '\u0000';
/** Stands for the open end of a pattern without `$`. */
export const openEnd = '\u0001';

/**
 * Every way through the alternatives of a regular expression, as text: `a/(b|c)(/d)?$` gives `a/b`, `a/b/d`, `a/c`, `a/c/d`. Knows what the
 * patterns of the routing table and of Synapse's documentation are made of, and throws at anything else.
 */
export function expandPattern(pattern: string): string[] {
  const parser = { text: pattern.replace(/^\^/, ''), at: 0 };
  const texts = readAlternatives(parser);
  if (parser.at < parser.text.length) throw new Error(`${pattern}: unexpected ) at ${parser.at}`);
  return texts.map((text) => (text.endsWith('$') ? text.slice(0, -1) : text + openEnd)).map(closeEnds);
}

interface Parser {
  readonly text: string;
  at: number;
}

/** `$` inside a group, `(/|$)`, also ends the path. */
function closeEnds(text: string): string {
  return text.includes('$') ? text.slice(0, text.indexOf('$')) : text;
}

function readAlternatives(parser: Parser): string[] {
  const all: string[] = [];
  let sequence = [''];
  for (; parser.at < parser.text.length && parser.text[parser.at] !== ')'; ) {
    if (parser.text[parser.at] === '|') {
      parser.at++;
      all.push(...sequence);
      sequence = [''];
      continue;
    }
    const piece = readPiece(parser);
    sequence = sequence.flatMap((start) => piece.map((end) => start + end));
  }
  return [...all, ...sequence];
}

function readPiece(parser: Parser): string[] {
  const rest = parser.text.slice(parser.at);
  const wild = ['.*', '[^/]+'].find((token) => rest.startsWith(token));
  if (wild !== undefined) {
    parser.at += wild.length;
    return [wild === '.*' ? anything : 'x'];
  }
  let piece: string[];
  if (rest.startsWith('(')) {
    parser.at++;
    piece = readAlternatives(parser);
    parser.at++;
  } else {
    const escaped = rest.startsWith('\\');
    if (!escaped && /^[[\]*+?{}]/.test(rest)) throw new Error(`${parser.text}: cannot expand ${rest}`);
    piece = [rest.charAt(escaped ? 1 : 0)];
    parser.at += escaped ? 2 : 1;
  }
  if (parser.text[parser.at] !== '?') return piece;
  parser.at++;
  return ['', ...piece];
}
