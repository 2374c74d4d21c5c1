import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import type { EnvironmentIssue, IssueText } from './issue.ts';
import { formatPath, type Path } from './path.ts';
import { issueAt, positionOf, type SourceFile, type Span } from './source-file.ts';

/** Most aliases that one file may use, counting those inside what an alias repeats. */
export const mostAliases = 20;

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);
const reservedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Plain data of a document, with `undefined` where something is wrong already. */
export interface Converted {
  readonly data: unknown;
  readonly issues: readonly EnvironmentIssue[];
  /** Settings that are absent from the data, or `undefined` in it, because something is wrong with them. */
  readonly refused: readonly Path[];
}

/** Turns a document into plain data, notes where each setting stands (in `source.places`) and refuses what data cannot be. */
export function convertDocument(source: SourceFile, document: Document.Parsed): Converted {
  const issues: EnvironmentIssue[] = [];
  const open = new Set<Node>();
  const refused: Path[] = [];
  let aliases = 0;

  const report = (span: Span, text: IssueText) => void issues.push(issueAt(source, span, text));
  const refuse = (span: Span, text: IssueText) => {
    refused.push(text.path);
    report(span, text);
  };

  const convert = (node: Node | null, path: Path, key: Span | undefined): unknown => {
    const span = spanOf(node) ?? key ?? { start: 0, end: 0 };
    source.places.set(formatPath(path), { value: span, ...(key && { key }) });
    if (node === null) return null;
    if (isAlias(node)) {
      const value = convertAlias(node, path, key, span);
      source.places.set(formatPath(path), { value: span, ...(key && { key }) });
      return value;
    }
    if (!hasUsableTag(node)) {
      const message = 'the tag has no meaning here';
      return refuse(span, { code: 'unknown-tag', path, message, expected: 'a plain value' });
    }
    open.add(node);
    const value = isMap(node)
      ? convertMap(node.items as Pair<Node, Node | null>[], path)
      : isSeq(node)
        ? node.items.map((item, index) => convert(item as Node | null, [...path, index], undefined))
        : convertScalar(node as Scalar.Parsed, path, span);
    open.delete(node);
    return value;
  };

  const convertAlias = (node: Alias, path: Path, key: Span | undefined, span: Span): unknown => {
    aliases += 1;
    const code = 'too-many-aliases';
    if (aliases > mostAliases + 1) return void refused.push(path);
    if (aliases > mostAliases) {
      const message = `more than ${mostAliases} aliases`;
      return refuse(span, { code, path, message, expected: 'values written out' });
    }
    const target = node.resolve(document);
    if (target === undefined) {
      const message = `no anchor &${node.source} stands before this`;
      return refuse(span, { code: 'yaml-syntax', path, message });
    }
    if (open.has(target)) {
      const message = `*${node.source} stands inside its own anchor`;
      return refuse(span, { code, path, message });
    }
    return convert(target, path, key);
  };

  const convertMap = (pairs: readonly Pair<Node, Node | null>[], path: Path): Record<string, unknown> => {
    const map: Record<string, unknown> = {};
    for (const { key, value } of pairs) {
      const span = spanOf(key) ?? { start: 0, end: 0 };
      const name = isScalar(key) ? key.value : undefined;
      const problem = keyProblem(name);
      if (typeof name !== 'string' || problem !== undefined)
        refuse(span, { code: 'forbidden-key', path: [...path, String(name)], message: problem ?? '' });
      else if (Object.hasOwn(map, name)) {
        const first = source.places.get(formatPath([...path, name]))?.key?.start ?? span.start;
        const message = `${name} is already written in line ${positionOf(source, first).line}`;
        report(span, { code: 'duplicate-key', path: [...path, name], message });
      } else map[name] = convert(value, [...path, name], span);
    }
    return map;
  };

  const convertScalar = (node: Scalar.Parsed, path: Path, span: Span): unknown => {
    const problem = typeof node.value === 'number' ? numberProblem(node.value, node.source) : undefined;
    if (problem !== undefined) return refuse(span, { code: 'unusable-number', path, ...problem });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (typeof node.value === 'string' && /[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(node.value))
      return refuse(span, { code: 'invalid-value', path, message: 'the text holds a control character' });
    return node.value;
  };

  return { data: convert(document.contents, [], undefined), issues, refused };
}

/** True without a tag, and with a tag of YAML 1.2 core that fits what is written. */
function hasUsableTag(node: Node): boolean {
  const { tag } = node;
  if (tag === undefined) return true;
  const misfit = isScalar(node) && typeof node.value === 'string' && !tag.endsWith(':str');
  return coreTags.has(tag) && !misfit;
}

function spanOf(node: Node | null): Span | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}

function keyProblem(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'a key must be text; write it in quotes if it is meant';
  if (name === '<<') return 'merge keys (<<) are not used in YAML 1.2; write the values out';
  return reservedKeys.has(name) ? `"${name}" cannot be a key` : undefined;
}

function numberProblem(value: number, written: string): { message: string; expected: string } | undefined {
  if (!Number.isFinite(value))
    return { message: `${written} cannot be used as a number`, expected: 'a finite number' };
  if (/^[-+]?0[0-9o]/.test(written))
    return {
      message: `${written} is octal to some readers of YAML and decimal to others`,
      expected: 'a decimal number without leading zeros, or text in quotes',
    };
  if (/^[-+]?\d+$/.test(written) && !Number.isSafeInteger(value))
    return {
      message: `${written} has more digits than a number can hold`,
      expected: 'a smaller number, or text in quotes',
    };
  return undefined;
}
