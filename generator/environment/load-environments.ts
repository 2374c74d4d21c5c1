import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../kubernetes/compare-text.ts';
import { computeOrigins } from './compute-origins.ts';
import { convertDocument } from './convert-document.ts';
import type { LoadedEnvironment } from './environment.ts';
import type { EnvironmentIssue } from './issue.ts';
import { parseYaml } from './parse-yaml.ts';
import { valueAt } from './path.ts';
import { quote } from './quote.ts';
import { readSealedSecrets } from './read-sealed-secrets.ts';
import { readSource } from './read-source.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { issueAtPath, issueOfFile, type SourceFile } from './source-file.ts';
import { validateData } from './validate-data.ts';

/** Folder of the environment files, relative to the repository root. */
export const environmentsFolder = 'environments';

/** What the caller knows and this module cannot. */
export interface LoadOptions {
  /** Component names that `patches` may use. Default: any name */
  readonly knownComponents?: readonly string[];
}

/** Every environment, or every mistake of every file. */
export type EnvironmentsResult =
  | { readonly environments: readonly LoadedEnvironment[]; readonly issues?: never }
  | { readonly environments?: never; readonly issues: readonly EnvironmentIssue[] };

/** One environment, or every mistake of its file. */
export type EnvironmentResult =
  | { readonly environment: LoadedEnvironment; readonly issues?: never }
  | { readonly environment?: never; readonly issues: readonly EnvironmentIssue[] };

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Loads all `environments/*.yaml` below a repository root, by name. Mistakes are data: of all files, by file and line; nothing is
 * thrown for them.
 */
export function loadEnvironments(root: string, options: LoadOptions = {}): EnvironmentsResult {
  const names = listEntries(root);
  const none = {
    code: 'no-environments',
    expected: `a file such as ${environmentsFolder}/production.yaml`,
  } as const;
  if (names === undefined)
    return { issues: [issueOfFile(environmentsFolder, { ...none, message: 'there is no such folder' })] };
  if (names.length === 0)
    return {
      issues: [issueOfFile(environmentsFolder, { ...none, message: 'the folder holds no *.yaml file' })],
    };

  const examined = names.map((name) => examineFile(root, `${environmentsFolder}/${name}`, options));
  const issues = reportDuplicates(examined);
  if (issues.length > 0) return { issues: sortIssues(issues) };
  const environments = examined.flatMap(({ environment }) => environment ?? []);
  return { environments: environments.sort((a, b) => compareText(a.environment.name, b.environment.name)) };
}

/**
 * Loads one environment file.
 *
 * @param file - Relative to the root, with `/`: `environments/production.yaml`
 */
export function loadEnvironment(root: string, file: string, options: LoadOptions = {}): EnvironmentResult {
  const { environment, issues } = examineFile(root, file, options);
  return environment === undefined ? { issues: sortIssues(issues) } : { environment };
}

/** What is known about one file; a file without issues is an environment. */
interface ExaminedFile {
  readonly file: string;
  readonly issues: readonly EnvironmentIssue[];
  readonly environment?: LoadedEnvironment;
  /** The name that the file declares, right or wrong. */
  readonly name?: unknown;
  readonly source?: SourceFile;
}

function examineFile(root: string, file: string, { knownComponents }: LoadOptions): ExaminedFile {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const fileName = base.replace(/\.ya?ml$/i, '');
  if (!base.endsWith('.yaml') || !label.test(fileName))
    return { file, issues: [reportFileName(file, base, fileName)] };

  const source = readSource(root, file);
  if ('code' in source) return { file, issues: [source] };
  const { document, issues: found } = parseYaml(source);
  if (document === undefined) return { file, issues: found };
  const { data, issues: unreadable, refused } = convertDocument(source, document);
  const before = [...found, ...unreadable];
  if (data === null && before.length === 0)
    return {
      file,
      issues: [issueOfFile(file, { code: 'empty-file', message: 'the file holds no settings' })],
    };
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const message = `the file holds ${Array.isArray(data) ? 'a list' : 'a single value'}`;
    const expected = 'settings such as name: production';
    const issue = issueAtPath(source, { code: 'not-a-mapping', path: [], message, expected });
    return { file, issues: data === undefined || data === null ? before : [...before, issue] };
  }

  const validated = validateData(data, { source, fileName, knownComponents, refused });
  const issues = [...before, ...(validated.issues ?? [])];
  const name = valueAt(data, ['name']);
  if (issues.length > 0 || validated.file === undefined) return { file, issues, name, source };
  const isSealed = validated.file.slots?.secrets === 'sealed-secrets';
  const sealed = isSealed
    ? readSealedSecrets(root, fileName, validated.file.gitops.argocdNamespace)
    : { sealedSecrets: [], issues: [] };
  if (sealed.issues.length > 0) return { file, issues: sealed.issues, name, source };
  const environment = resolveEnvironment(validated.file, sealed.sealedSecrets);
  const origins = computeOrigins(environment, validated.file, source);
  return { file, issues, name, source, environment: { environment, file, origins } };
}

/** Two files cannot declare one name: a copy that kept its name. The file that is called so keeps it. */
function reportDuplicates(files: readonly ExaminedFile[]): EnvironmentIssue[] {
  return files.flatMap(({ file, name, source, issues }) => {
    const mismatch = issues.find(({ code }) => code === 'name-mismatch');
    const owner = files.find(
      (other) =>
        other.file !== file &&
        other.name === name &&
        !other.issues.some(({ code }) => code === 'name-mismatch'),
    );
    if (mismatch === undefined || owner === undefined || source === undefined) return issues;
    const message = `${owner.file} is the environment ${quote(String(name))}`;
    const code = 'duplicate-environment';
    const duplicate = issueAtPath(source, { code, path: ['name'], message, suggestion: mismatch.suggestion });
    return issues.map((issue) => (issue === mismatch ? duplicate : issue));
  });
}

/** Entries that are, or look as if they should be, environment files; editors' backups and hidden files are neither. */
function listEntries(root: string): string[] | undefined {
  const folder = join(root, environmentsFolder);
  try {
    if (!statSync(folder).isDirectory()) return undefined;
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.'))
      .sort(compareText);
  } catch {
    return undefined;
  }
}

function reportFileName(file: string, base: string, fileName: string): EnvironmentIssue {
  const repaired = fileName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return issueOfFile(file, {
    code: 'bad-file-name',
    message: `${quote(base)} cannot be read as an environment`,
    expected: 'a name of lower-case letters, digits and inner hyphens, ending in .yaml',
    suggestion: label.test(repaired) ? `${repaired}.yaml` : undefined,
  });
}

/** By file and place; one report per code and line for tags, which the parser and the reader of its result both see. */
function sortIssues(issues: readonly EnvironmentIssue[]): EnvironmentIssue[] {
  const seen = new Set<string>();
  return issues
    .filter(({ code, file, line }) => {
      const id = `${file}:${line}`;
      if (code !== 'unknown-tag') return true;
      return seen.has(id) ? false : seen.add(id);
    })
    .sort(
      (a, b) =>
        compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code),
    );
}
