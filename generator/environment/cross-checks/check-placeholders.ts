import type { Path } from '../path.ts';
import { quote } from '../quote.ts';
import type { CrossCheck } from './cross-check.ts';

/**
 * Text that only documentation uses: names of RFC 2606 and RFC 6761, addresses of RFC 5737, RFC 3849 and RFC 9637, and words that ask
 * to be replaced.
 */
const placeholders: readonly { what: string; pattern: RegExp }[] = [
  { what: 'a placeholder', pattern: /CHANGE_\w*|CHANGE-?ME/ },
  {
    what: 'a name of documentation',
    pattern:
      /(?<![a-z0-9-])(?:[a-z0-9-]{1,63}\.){0,8}(?:example\.(?:org|com|net)|[a-z0-9-]+\.(?:example|test|invalid))(?![a-z0-9-]|\.[a-z0-9])/i,
  },
  {
    what: 'an address of documentation',
    pattern: /(?<![\d.])(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}(?![\d])/,
  },
  {
    what: 'an address of documentation',
    pattern: /(?<![0-9a-f:])(?:2001:0?db8|3fff:(?:0?[0-9a-f]{1,3})?):[0-9a-f:]*/i,
  },
];

/** A real environment has real names: only `sample: true` may keep those of documentation. */
export const checkPlaceholders: CrossCheck = ({ resolved: { sample }, file, isSound, report }) => {
  if (sample === true || !isSound(['sample'])) return;
  const look = (text: string, path: Path, at: 'key' | 'value') => {
    for (const { what, pattern } of placeholders) {
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      const message = `${quote(found)} is ${what}, and this environment is not marked sample: true`;
      report({ code: 'sample-placeholder', path, message, expected: 'the real value', at });
      return;
    }
  };
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'string') look(value, path, 'value');
    else if (Array.isArray(value)) value.forEach((item, index) => void visit(item, [...path, index]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value)) {
        look(key, [...path, key], 'key');
        visit(child, [...path, key]);
      }
  };
  visit(file, []);
};
