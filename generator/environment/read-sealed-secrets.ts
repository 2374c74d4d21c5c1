import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { compareText } from '../kubernetes/compare-text.ts';
import type { EnvironmentIssue } from './issue.ts';
import { readSource } from './read-source.ts';
import { type SealedSecret, sealedSecretSchema } from './schema/sealed-secret.ts';
import { issueAt, type SourceFile } from './source-file.ts';

/** Folder of sealed Secrets, beside the environment files. */
const sealedFolder = 'environments/sealed';

/** What a file of sealed Secrets holds, or every mistake in it. */
export interface ReadSealedSecrets {
  readonly sealedSecrets: readonly SealedSecret[];
  readonly issues: readonly EnvironmentIssue[];
}

/** Reads the sealed Secrets of an environment: a stream of documents, by namespace and name. Without the file there are none yet. */
export function readSealedSecrets(
  root: string,
  environment: string,
  argocdNamespace = 'argocd',
): ReadSealedSecrets {
  const file = `${sealedFolder}/${environment}.yaml`;
  if (!existsSync(join(root, file))) return { sealedSecrets: [], issues: [] };
  const source = readSource(root, file);
  if ('code' in source) return { sealedSecrets: [], issues: [source] };
  const documents = parseAllDocuments(source.text);
  const issues: EnvironmentIssue[] = [];
  const found = new Map<string, SealedSecret>();
  for (const document of Array.isArray(documents) ? documents : []) {
    const [start, end] = document.contents?.range ?? document.range;
    const report = (message: string) => issues.push(reportSealed(source, { start, end }, message));
    const [fault] = document.errors;
    if (fault !== undefined) {
      report('this is not YAML');
      continue;
    }
    const value: unknown = document.toJS();
    if (value === null) continue;
    const read = sealedSecretSchema.safeParse(value);
    if (!read.success) report(describe(value, read.error.issues));
    else {
      const id = `${read.data.metadata.namespace}/${read.data.metadata.name}`;
      if (read.data.metadata.namespace === argocdNamespace)
        report(
          `${id} is for Argo CD, which needs it before the controller is there: create that Secret yourself`,
        );
      if (found.has(id)) report(`${id} is sealed twice in this file; which one is right?`);
      found.set(id, read.data);
    }
  }
  const sorted = [...found].sort(([one], [other]) => compareText(one, other));
  return { sealedSecrets: sorted.map(([, sealed]) => sealed), issues };
}

/** The message holds no value: a Secret that nobody sealed may stand here. */
function describe(value: unknown, issues: readonly { readonly path: readonly PropertyKey[] }[]): string {
  const kind =
    typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : undefined;
  if (kind === 'Secret')
    return 'a Secret in the clear stands here: seal it, and replace its values, they are known now';
  const places = issues.map(({ path }) => path.join('.') || 'the whole document');
  return `this is no SealedSecret; wrong: ${[...new Set(places)].join(', ')}`;
}

function reportSealed(
  source: SourceFile,
  span: { start: number; end: number },
  message: string,
): EnvironmentIssue {
  const issue = issueAt(source, span, {
    code: 'bad-sealed-secret',
    path: [],
    message,
    expected: 'documents that `npm run secrets -- seal` prints',
  });
  return { ...issue, snippet: null };
}
