import { crossChecks } from './cross-checks/cross-checks.ts';
import type { Draft } from './draft.ts';
import { explainZodIssue } from './explain-zod-issue.ts';
import type { EnvironmentIssue, IssueText } from './issue.ts';
import { formatPath, isWithin, type Path, valueAt } from './path.ts';
import { resolveDraft } from './resolve-environment.ts';
import { type EnvironmentFile, environmentFileSchema } from './schema/environment-schema.ts';
import { issueAtPath, locate, type SourceFile } from './source-file.ts';

/** What validation needs besides the data. */
export interface ValidationContext {
  readonly source: SourceFile;
  /** Name that the file name gives. */
  readonly fileName: string;
  readonly knownComponents?: readonly string[] | undefined;
  /** Settings that were refused while the data was made: absent from it and reported already. */
  readonly refused: readonly Path[];
}

/** The file as its type, when nothing is wrong with it; every mistake otherwise. */
export type Validated =
  | { readonly file: EnvironmentFile; readonly issues?: never }
  | { readonly file?: never; readonly issues: readonly EnvironmentIssue[] };

/** Holds data against the schema, then settings against each other with the mistakes of the first step taken out. */
export function validateData(data: unknown, context: ValidationContext): Validated {
  const { source, refused } = context;
  const issues: EnvironmentIssue[] = [];
  const parsed = environmentFileSchema.safeParse(data);
  const written = (path: Path) => {
    const { start, end } = locate(source, path, 'value');
    return source.text.slice(start, end);
  };
  const texts = (parsed.error?.issues ?? [])
    .flatMap((issue) => explainZodIssue(issue, { data, written }))
    .filter(
      ({ path, code }) =>
        !refused.some((cut) => isWithin(path, cut) || (code === 'invalid-value' && isWithin(cut, path))),
    );
  const mistakes = withoutEchoes(texts);
  issues.push(...mistakes.map((text) => issueAtPath(source, text)));

  const unsound = [...refused, ...texts.map(({ path }) => path)];
  const draft = prune(data, new Set(texts.map(({ path }) => formatPath(path))), []) as Draft<EnvironmentFile>;
  const resolved = resolveDraft(draft);
  for (const check of crossChecks)
    check({
      fileName: context.fileName,
      file: draft,
      resolved,
      knownComponents: context.knownComponents,
      isSound: (path) => !unsound.some((wrong) => isWithin(wrong, path) || isWithin(path, wrong)),
      isWritten: (path) => valueAt(draft, path) !== undefined,
      report: (text) => issues.push(issueAtPath(source, text)),
    });
  return parsed.success && issues.length === 0 ? { file: parsed.data } : { issues };
}

/** One mistake each: a missing key and the misspelt one beside it, two checks of one value, a wrong kind and what follows from it. */
function withoutEchoes(texts: readonly IssueText[]): IssueText[] {
  const seen = new Set<string>();
  const wrongKind = new Set(
    texts.flatMap(({ code, path }) => (code === 'wrong-type' ? formatPath(path) : [])),
  );
  const meant = new Set(
    texts.flatMap(({ code, path, suggestion }) =>
      code === 'unknown-key' && suggestion !== undefined
        ? formatPath([...path.slice(0, -1), suggestion])
        : [],
    ),
  );
  return texts.filter(({ code, path }) => {
    const text = formatPath(path);
    const id = `${code} ${text}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return code === 'missing-key' ? !meant.has(text) : code === 'wrong-type' || !wrongKind.has(text);
  });
}

/** A copy without the settings that are wrong; list items become `undefined`, so that the others keep their places. */
function prune(data: unknown, wrong: ReadonlySet<string>, path: Path): unknown {
  if (wrong.has(formatPath(path))) return undefined;
  if (Array.isArray(data)) return data.map((item, index) => prune(item, wrong, [...path, index]));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => {
      const kept = prune(value, wrong, [...path, key]);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}
