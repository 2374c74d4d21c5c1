import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { identityOf, type JsonObject, type KubernetesObject } from '../../generator/kubernetes/object.ts';
import { lazyDocument } from '../../generator/rendered/rendered-document.ts';

function read(text: string) {
  const reader = vi.fn((part: string) => (parse(part) ?? undefined) as JsonObject | undefined);
  const document = lazyDocument(text, reader);
  return { document, isRead: () => reader.mock.calls.length > 0 };
}

const plain = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: matrix\n';

describe('a document as kustomize and the generator print it', () => {
  it.each([
    ['keys in their order', plain],
    ['a comment above', `# Written by "npm run generate".\n${plain}spec: {}\n`],
    [
      'sorted keys',
      'apiVersion: v1\ndata:\n  kind: other\n  a.yaml: |\n    kind: Pod\n    metadata:\n      name: inner\nkind: ConfigMap\nmetadata:\n  labels:\n    name: label\n  name: settings\n  namespace: matrix\n',
    ],
    ['no namespace', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: matrix\n'],
    ['metadata at the end of the text', plain.trimEnd()],
  ])('says who it is before it is read: %s', (_, text) => {
    const { document, isRead } = read(text);
    const identity = document?.identity;
    expect(isRead()).toBe(false);
    expect(identity).toEqual(identityOf(parse(text) as KubernetesObject));
    expect(document?.json).toEqual(parse(text));
    expect(isRead()).toBe(true);
  });

  it.each([
    ['flow style', '{ apiVersion: v1, kind: Service, metadata: { name: flow, namespace: here } }\n'],
    ['a name in quotes', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: "2"\n'],
    ['a comment behind the name', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web # the first\n'],
    ['the namespace in quotes', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: "1"\n'],
    ['metadata in flow style', 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n'],
    ['lines that end as on Windows', plain.replaceAll('\n', '\r\n')],
  ])('is read at once when it is written in another way: %s', (_, text) => {
    const { document, isRead } = read(text);
    expect(isRead()).toBe(true);
    expect(document?.identity).toEqual(identityOf(parse(text) as KubernetesObject));
  });

  it('knows words that it cannot hold', () => {
    expect(read(plain).document?.mayHold('web')).toBe(true);
    expect(read(plain).document?.mayHold('postgres')).toBe(false);
  });

  it('is nothing when it is empty', () => {
    expect(read('# nothing\n').document).toBeUndefined();
  });
});
