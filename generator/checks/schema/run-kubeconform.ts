import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { missingSchemaMessage } from './kinds.ts';
import { compareIssues, type SchemaIssue } from './schema-issue.ts';
import { unknownField } from './validate-schemas.ts';

/** What kubeconform is to check. */
export interface KubeconformRun {
  /** Absolute path of kubeconform v0.7.0. */
  readonly binary: string;
  /** Absolute path of the directory of the schemas. */
  readonly schemas: string;
  /** Directories and files, rendered; of a directory every `.yaml`, `.yml` and `.json` is read. */
  readonly paths: readonly string[];
  /** Documents that were rendered into `paths`. kubeconform must report exactly as many as valid. */
  readonly documents: number;
}

interface Output {
  readonly resources: readonly {
    readonly filename: string;
    readonly kind: string;
    readonly name: string;
    readonly version: string;
    readonly status: string;
    readonly msg: string;
  }[];
  readonly summary: {
    readonly valid: number;
    readonly invalid: number;
    readonly errors: number;
    readonly skipped: number;
  };
}

/** Milliseconds after which kubeconform is taken to hang; it needs about 100 for a hundred objects. */
const timeout = 60_000;

/**
 * Checks rendered files with kubeconform: strict, local schemas only, nothing skipped. No issue means that every one of the
 * `documents` was found valid.
 *
 * @throws Error when kubeconform cannot be run or prints something else than its report.
 */
export async function runKubeconform(run: KubeconformRun): Promise<SchemaIssue[]> {
  // For core kinds kubeconform's Group is the version; our folder is named "core".
  const folder = '{{if eq .Group .ResourceAPIVersion}}core{{else}}{{.Group}}{{end}}';
  const location = join(run.schemas, folder, '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json');
  const output = await execute(run.binary, [
    '-strict',
    '-summary',
    ...['-output', 'json'],
    ...['-schema-location', location],
    '--',
    ...run.paths,
  ]);
  const issues = output.resources.flatMap((entry) => readEntry(entry));
  const { valid, invalid, errors, skipped } = output.summary;
  if (skipped > 0)
    issues.push(whole('skipped', `kubeconform skipped ${skipped} of ${run.documents} documents`));
  const seen = valid + invalid + errors + skipped;
  if (seen !== run.documents || (issues.length === 0 && valid !== run.documents)) {
    issues.push(whole('count', `${run.documents} documents were rendered, kubeconform checked ${seen}`));
  }
  return issues.sort(compareIssues);
}

function execute(binary: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(binary, args, { maxBuffer: 2 ** 28, timeout }, (error, stdout, stderr) => {
      try {
        const output: Output = JSON.parse(stdout);
        // Exit code 1 only says that something was found; a report without its parts says that nothing was looked at.
        if (!Array.isArray(output.resources) || output.summary === undefined) throw new Error('no report');
        resolve(output);
      } catch {
        const [line] = stderr.trim().split('\n');
        const reason =
          line ||
          (error?.killed === true ? `no answer in ${timeout / 1000} s` : error?.message) ||
          'no report';
        reject(new Error(`${binary} failed: ${reason}`));
      }
    });
  });
}

function readEntry({
  filename,
  kind,
  name,
  version,
  status,
  msg,
}: Output['resources'][number]): SchemaIssue[] {
  const issue = { file: filename, ...(kind !== '' && { resource: { apiVersion: version, kind, name } }) };
  if (status === 'statusInvalid') {
    return readCauses(msg).map(({ path, message }) => ({ ...issue, kind: 'invalid', path, message }));
  }
  const missing = msg.startsWith('could not find schema for ');
  const message = missing ? missingSchemaMessage(version, kind) : msg;
  return [{ ...issue, kind: status === 'statusSkipped' ? 'skipped' : 'error', path: '', message }];
}

/** Messages that only say that one of the messages below them applies. */
const wrappers = new Set(['validation failed', 'allOf failed', 'anyOf failed']);

/** `validationErrors` stops at the first `$ref`; the message has every cause, as "- at '<path>': <text>". */
function readCauses(text: string): { path: string; message: string }[] {
  const [, ...parts] = text.split(/\s+- at '(?=\/|':)/);
  const causes = parts.flatMap((part) => {
    const match = /^((?:[^'\\]|\\.)*)': (.*)$/s.exec(part);
    const [, quoted = '', text = part] = match ?? [];
    const path = quoted.replace(/\\(.)/g, '$1');
    const message = text.trim();
    const unknown = /^additional properties (.*) not allowed$/.exec(message)?.[1];
    if (unknown !== undefined)
      return [...unknown.matchAll(/'([^']*)'/g)].map(([, field = '']) => unknownField(path, field));
    return wrappers.has(message) ? [] : [{ path, message }];
  });
  return causes.length > 0 ? causes : [{ path: '', message: text }];
}

function whole(kind: SchemaIssue['kind'], message: string): SchemaIssue {
  return { kind, file: '', path: '', message };
}
