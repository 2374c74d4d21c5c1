import type { z } from 'zod';
import type { IssueText } from './issue.ts';
import { formatPath, type Path, valueAt } from './path.ts';
import { quote } from './quote.ts';
import { repairValue } from './repair-value.ts';
import { boundsAt, descriptionAt, keysAt, sectionsWith } from './schema-at.ts';
import { suggestNearest } from './suggest.ts';

/** What is needed to explain an issue besides the issue. */
export interface ExplainContext {
  readonly data: unknown;
  /** Text of a value as the file writes it. */
  readonly written: (path: Path) => string;
}

/** What a zod issue means to a person. Every code of zod has its sentence; zod's own texts reach nobody. */
export function explainZodIssue(issue: z.core.$ZodIssue, context: ExplainContext): IssueText[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (path[0] === 'patches' && path.length > 2) return [explainPatch(path, context)];
  const value = valueAt(context.data, path);
  if (value === undefined && issue.code !== 'unrecognized_keys') return [explainMissing(path)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => explainUnknownKey(path, key, context));
    case 'invalid_type':
      return [explainType(path, issue.expected, value, context)];
    case 'too_small':
    case 'too_big':
      return [explainBounds(path, issue, value, context)];
    case 'invalid_value':
      return [explainValue(path, value, context, `one of ${issue.values.map(String).join(', ')}`)];
    case 'invalid_format':
    case 'custom':
      return [explainValue(path, value, context, issue.message)];
    case 'invalid_key':
      return [explainKey(path, issue)];
    case 'invalid_element':
    case 'invalid_union':
    case 'not_multiple_of':
      return [explainValue(path, value, context, descriptionAt(path))];
  }
}

function explainPatch(path: Path, { data }: ExplainContext): IssueText {
  const patch = path.slice(0, 3);
  const key = formatPath(path.slice(3));
  const written = valueAt(data, path) !== undefined;
  const message =
    key === ''
      ? `${formatPath(patch)} is not a manifest`
      : `${formatPath(patch)} has no ${written ? 'usable ' : ''}${key}`;
  const expected = 'apiVersion, kind and metadata.name of the object to change';
  return { code: 'patch-identity', path: written ? path : patch, message, expected };
}

function explainMissing(path: Path): IssueText {
  return {
    code: 'missing-key',
    path,
    message: `${formatPath(path)} is missing`,
    expected: descriptionAt(path),
  };
}

function explainUnknownKey(path: Path, key: string, { data }: ExplainContext): IssueText {
  const absent = keysAt(path).filter((candidate) => valueAt(data, [...path, candidate]) === undefined);
  const where = path.length === 0 ? 'here' : `in ${formatPath(path)}`;
  const message = `${quote(key)} is not a setting ${where}`;
  const base = { code: 'unknown-key', path: [...path, key], message, at: 'key' } as const;
  const suggestion = suggestNearest(key, absent) ?? sectionFor(key);
  if (suggestion !== undefined) return { ...base, suggestion };
  return { ...base, expected: absent.length === 0 ? 'nothing more here' : `one of ${absent.join(', ')}` };
}

/** `scale.users` for a `users` in the wrong place, unless several sections have such a setting. */
function sectionFor(key: string): string | undefined {
  const [section, ...others] = sectionsWith(key);
  return section === undefined || others.length > 0 ? undefined : formatPath([...section, key]);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

function explainType(path: Path, expected: string, value: unknown, context: ExplainContext): IssueText {
  const written = context.written(path);
  const wanted = kinds[expected] ?? 'something else';
  const got = nameValue(value, written);
  const name = path.length === 0 ? 'an environment file' : formatPath(path);
  const truth = expected === 'boolean' && typeof value === 'string' && /^(y|n|yes|no|on|off)$/i.test(value);
  const message = `${name} must be ${wanted}, not ${got}${truth ? ' (YAML 1.2 knows true and false only)' : ''}`;
  return {
    code: 'wrong-type',
    path,
    message,
    suggestion: repairValue(path, value, written),
    expected: descriptionAt(path),
  };
}

function nameValue(value: unknown, written: string): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return typeof value === 'number' ? `the number ${written}` : String(value);
}

function explainBounds(
  path: Path,
  issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall,
  value: unknown,
  context: ExplainContext,
): IssueText {
  if (issue.origin === 'string') return explainValue(path, value, context, issue.message);
  const limit = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  if (Array.isArray(value)) {
    const message = `${formatPath(path)} has ${value.length === 1 ? '1 item' : `${value.length} items`}`;
    return { code: 'out-of-range', path, message, expected: limit };
  }
  const bounds = boundsAt(path);
  const expected = bounds === undefined ? limit : `${bounds.least} to ${bounds.most}`;
  return {
    code: 'out-of-range',
    path,
    message: `${formatPath(path)} cannot be ${context.written(path)}`,
    expected,
  };
}

function explainValue(
  path: Path,
  value: unknown,
  context: ExplainContext,
  expected: string | undefined,
): IssueText {
  const written = context.written(path);
  const shown =
    typeof value === 'string'
      ? quote(value)
      : typeof value === 'number'
        ? written
        : nameValue(value, written);
  const suggestion = repairValue(path, value, written);
  return {
    code: 'invalid-value',
    path,
    message: `${formatPath(path)} cannot be ${shown}`,
    expected,
    suggestion,
  };
}

function explainKey(path: Path, issue: z.core.$ZodIssueInvalidKey): IssueText {
  const message = `${quote(String(path.at(-1)))} cannot be a key of ${formatPath(path.slice(0, -1))}`;
  return { code: 'invalid-value', path, message, expected: issue.issues[0]?.message, at: 'key' };
}
