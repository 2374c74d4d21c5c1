import { isObject, textIn, textsIn, walkJson } from '../../../kubernetes/json.ts';
import { groupOf, type Json } from '../../../kubernetes/object.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { findPlaintextSecrets } from '../../plaintext-secrets.ts';
import type { Report, Rule } from '../../rule.ts';

/** Nothing that is committed holds a secret. */
export const plaintextSecrets: Rule = {
  slug: 'secrets/plaintext',
  title: 'Nothing that is committed holds a secret',
  severity: 'error',
  why: 'What is committed is read by everyone who reads the repository, now and in its history: a secret in it is known and has to be replaced.',
  fix: 'Move the value into a Secret that is made outside the repository, or sealed for the cluster (`npm run secrets -- seal`), and make a new one.',
  references: [
    'Design 2025, 10.1: no plaintext secrets',
    'docs/runbooks/rotate-secrets.md',
    'element-hq/synapse v1.163.2 synapse/handlers/auth.py: shape of access tokens',
  ],
  components: [],
  check({ resources, pass, fail }) {
    for (const resource of resources.resources) {
      const reports = isSecret(resource) ? readSecret(resource) : readTexts(resource);
      if (reports.length === 0) pass();
      for (const report of reports) fail(report);
    }
  },
};

function isSecret({ object }: RenderedResource): boolean {
  return object.kind === 'Secret' && groupOf(object.apiVersion) === '';
}

/** Base64 hides nothing. */
function readSecret(resource: RenderedResource): Report[] {
  return ['data', 'stringData'].flatMap((field) =>
    Object.entries(textsIn(resource.json, field))
      .filter(([, value]) => value !== '')
      .map(([key]) => ({
        resource,
        path: [field, key],
        message: `holds the key ${key} in the clear: base64 hides nothing. Make this Secret outside the repository or seal it, and replace the value: it is known now.`,
      })),
  );
}

function readTexts(resource: RenderedResource): Report[] {
  const reports: Report[] = [];
  walkJson(resource.json, (value, path) => {
    const text = textOf(value, path);
    const password = passwordAt(value, path);
    if (password !== undefined)
      reports.push({
        resource,
        path: [...path, ...(isObject(value) ? ['value'] : [])],
        message: `holds the value of ${password} in plain text, which everyone reads who reads this repository. Take it from a Secret, and replace it: it is known now.`,
      });
    else
      for (const { what, line } of findPlaintextSecrets(text))
        reports.push({
          resource,
          path: [...path],
          ...(text.includes('\n') && { lineContaining: line }),
          message: `holds ${what} in plain text, which everyone reads who reads this repository. Take it from a Secret, and replace it: it is known now.`,
        });
  });
  return reports;
}

/** Name of a field or variable that is given a password literally, however weak; undefined when it is none, or a reference. */
function passwordAt(value: Json, path: readonly (string | number)[]): string | undefined {
  const isVariable = path.at(-2) === 'env' && isObject(value);
  const name = isVariable ? textIn(value, 'name') : path.at(-1);
  const given = isVariable ? textIn(value, 'value') : value;
  if (typeof name !== 'string' || typeof given !== 'string' || path.includes('encryptedData'))
    return undefined;
  const isPassword = /(?:password|passwd|passphrase)$/i.test(name);
  // Paths, variables and templates lead to a password.
  return isPassword && /^[^\s/$%{<*&]+$/.test(given) ? name : undefined;
}

/** A value with the name that it is given under; a file or an argument says it itself. */
function textOf(value: Json, path: readonly (string | number)[]): string {
  const key = path.at(-1);
  if (path.includes('encryptedData')) return '';
  // The name of a container's variable stands beside its value.
  if (path.at(-2) === 'env' && isObject(value))
    return `${textIn(value, 'name')}=${textIn(value, 'value') ?? ''}`;
  if (typeof value !== 'string' || (path.at(-3) === 'env' && key === 'value')) return '';
  return value.includes('\n') || typeof key === 'number' ? value : `${key}: ${value}`;
}
