import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readManifests } from '../../generator/rendered/read-manifests.ts';

function makeDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-manifests-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** `<file> <kind> <name>` of every object, or `<file>: <message>` of every problem. */
function read(directory: string): string[] {
  const manifests = readManifests(directory, 'manifests');
  return manifests.ok
    ? manifests.resources.resources.map(
        ({ file, object }) => `${file} ${object.kind} ${object.metadata.name}`,
      )
    : manifests.problems.map(({ file, message }) => `${file}: ${message}`);
}

const object = (name: string, kind = 'ConfigMap') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;

test.each([
  ['nothing', '', []],
  ['comments and separators only', '# nothing\n---\n---\n# here\n', []],
  ['several documents', `${object('a')}---\n${object('b')}--- # third\n${object('c')}...\n`, ['a', 'b', 'c']],
  ['CRLF', `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
  ['a byte order mark', `\uFEFF${object('a')}`, ['a']],
  ['a directive', `%YAML 1.1\n---\n${object('a')}`, ['a']],
  ['a block scalar with dashes', `${object('a')}data:\n  x: |\n    ---\n    b\n`, ['a']],
  [
    'a List in a List',
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMapList\n  items:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n',
    ['a'],
  ],
  ['an empty List', 'apiVersion: v1\nkind: List\nitems: null\n', []],
  [
    'an object that is called a list',
    'apiVersion: x.io/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [1]\n',
    ['a'],
  ],
  [
    'a test of Helm',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: "test-success"}}\n',
    [],
  ],
  [
    'a hook of Helm',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: "pre-install,test"}}\n',
    ['a'],
  ],
])('reads %s', (_, text, names) => {
  const found = read(makeDirectory({ 'x.yaml': text }));
  expect(found.map((line) => line.split(' ')[2])).toEqual(names);
});

test('reads JSON, and files in folders, sorted', () => {
  const json = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}';
  const files = { 'b/x.json': json, 'a/y.yml': object('b'), 'z.txt': 'no', '.hidden.yaml': 'a: 1' };
  expect(read(makeDirectory(files))).toEqual(['a/y.yml ConfigMap b', 'b/x.json ConfigMap a']);
});

describe('names what it cannot read, all of it at once', () => {
  test.each([
    [
      'values of a chart',
      'replicas: 3\n',
      'x.yaml: a document has no apiVersion: it is no Kubernetes object',
    ],
    ['an object without a name', 'apiVersion: v1\nkind: Pod\n', 'x.yaml: a document has no metadata.name'],
    ['a list at the top', '- a\n- b\n', 'x.yaml: a document is not a map'],
    ['an item that is none', 'apiVersion: v1\nkind: List\nitems: [a]\n', 'x.yaml: item 0 of a List is not'],
    ['a key that stands twice', `${object('a')}kind: Secret\n`, 'x.yaml: Map keys must be unique'],
    ['no YAML', 'a: [1\n', 'x.yaml: Flow sequence'],
  ])('%s', (_, text, message) => {
    expect(read(makeDirectory({ 'x.yaml': text }))[0]).toContain(message);
  });

  test('several files', () => {
    expect(read(makeDirectory({ 'a.yaml': '1\n', 'b.yaml': object('b'), 'c.yaml': '2\n' }))).toHaveLength(2);
  });

  test('links that lead out or nowhere; those that stay inside are left aside', () => {
    const outside = makeDirectory({ 'secret.yaml': object('secret') });
    const directory = makeDirectory({ 'a/x.yaml': object('a') });
    symlinkSync(join(directory, 'a'), join(directory, 'again'));
    symlinkSync('x.yaml', join(directory, 'a', 'y.yaml'));
    expect(read(directory)).toEqual(['a/x.yaml ConfigMap a']);
    symlinkSync(outside, join(directory, 'folder'));
    symlinkSync(join(outside, 'secret.yaml'), join(directory, 'file.yaml'));
    symlinkSync('/nowhere/at/all', join(directory, 'lost.yaml'));
    expect(read(directory).sort()).toEqual([
      'file.yaml: is a link that leads out of the directory: name the directory that it leads to, or copy it here',
      'folder: is a link that leads out of the directory: name the directory that it leads to, or copy it here',
      'lost.yaml: is a link that leads nowhere',
    ]);
  });

  test('a file that is too large', () => {
    const directory = makeDirectory({ 'x.yaml': '' });
    truncateSync(join(directory, 'x.yaml'), 65 * 2 ** 20);
    expect(read(directory)).toEqual(['x.yaml: 65 MiB are too much for one file of manifests (at most 64)']);
  });
});
