/** A secret in a text: what it is, and the line that holds it. */
export interface PlaintextSecret {
  readonly what: string;
  readonly line: string;
}

/** Secrets that are known by their shape. */
const shapes: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/],
  ['a signing key of Synapse', /\bed25519 \w+ [A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/],
  ['an access token of Synapse', /\bsyt_[A-Za-z0-9+/=]+_[A-Za-z]{20}_[A-Za-z0-9]{6}\b/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22})/],
  ['a GitLab token', /\bglpat-[\w-]{20}/],
  ['a JSON web token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a URL with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'$]+:(?!\$)[^\s/:@"'<>]+@[\w[]/i],
];

/** A name that promises a secret, and what it is given: `password: …`, `API_TOKEN=…`, `"secret": "…"`. */
const assignment =
  /(?:^|[\s"'{,])([\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)[\w.-]*)["']?\s*[:=]\s*["']?([^\s"',}]+)/gi;

/** Names that only lead to a secret, or speak about one. */
const innocent = /(?:path|file|name|ref|dir|url|uri|lifetime|ttl|expiry|duration|algorithm|policy)s?$/i;

/** Occurs in whatever has one of these shapes or is assigned to such a name: most texts are done with one look. */
const hint =
  /PRIVATE KEY|ed25519 |syt_|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|eyJ|:\/\/|passw|passphrase|secret|token|key/i;

/** Secrets that a text holds in the clear: by their shape, or by a name that promises one and a value that looks drawn at random. */
export function findPlaintextSecrets(text: string): PlaintextSecret[] {
  if (!hint.test(text)) return [];
  return text.split('\n').flatMap((line) => {
    if (!hint.test(line)) return [];
    const shape = shapes.find(([, pattern]) => pattern.test(line));
    if (shape !== undefined) return [{ what: shape[0], line }];
    const assigned = [...line.matchAll(assignment)].find(
      ([, name = '', value = '']) => !innocent.test(name) && looksRandom(value),
    );
    return assigned === undefined ? [] : [{ what: `the value of ${assigned[1]}`, line }];
  });
}

/**
 * True for a value of which some part of ten or more characters mixes letters and digits and repeats few: 3 bits of entropy per character.
 * Words, names of objects, paths and variables have parts that are all letters, or short.
 */
function looksRandom(value: string): boolean {
  return value
    .split(/[-_./:]/)
    .some((part) => part.length >= 10 && /\d/.test(part) && /[a-z]/i.test(part) && entropyOf(part) >= 3);
}

/** Shannon entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
