import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/kubernetes/object.ts';
import { formatSteps } from '../../generator/review/change.ts';
import { compareSets } from '../../generator/review/compare/compare-sets.ts';
import { compareValues } from '../../generator/review/compare/compare-values.ts';
import { setOf } from './support.ts';

/** Changed paths as text: `~` changed, `+` added, `-` removed. */
function paths(before: JsonObject, after: JsonObject): string[] {
  return compareValues(before, after).changes.map(({ path, before: old, after: current }) => {
    const sign = old === undefined ? '+' : current === undefined ? '-' : '~';
    return `${sign} ${formatSteps(path)}`;
  });
}

describe('two objects', () => {
  it.each<[string, JsonObject, JsonObject, string[], number]>([
    ['that are equal', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, [], 0],
    ['with their keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, [], 0],
    [
      'whose containers stand in another order',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'b' }, { name: 'a' }] },
      [],
      1,
    ],
    [
      'whose init containers stand in another order, which is the order in which they run',
      { initContainers: [{ name: 'a' }, { name: 'b' }] },
      { initContainers: [{ name: 'b' }, { name: 'a' }] },
      ['~ initContainers'],
      0,
    ],
    [
      'where one container of two changes its image',
      {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'b', image: 'y:1' },
        ],
      },
      { containers: [{ name: 'new' }, { name: 'b', image: 'y:2' }, { name: 'a', image: 'x:1' }] },
      ['~ containers[b].image', '+ containers[new]'],
      0,
    ],
    [
      'with the same port over TCP and UDP',
      {
        ports: [
          { port: 53, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
        ],
      },
      {
        ports: [
          { port: 53, protocol: 'UDP', nodePort: 1 },
          { port: 53, protocol: 'TCP' },
        ],
      },
      ['+ ports[53/UDP].nodePort'],
      0,
    ],
    [
      'with mounts of one volume at two places',
      {
        volumeMounts: [
          { name: 'data', mountPath: '/a' },
          { name: 'data', mountPath: '/b' },
        ],
      },
      { volumeMounts: [{ name: 'data', mountPath: '/b' }] },
      ['- volumeMounts[/a]'],
      0,
    ],
    ['whose arguments change places', { args: ['-a', '-b'] }, { args: ['-b', '-a'] }, ['~ args'], 0],
    ['whose names change places', { dnsNames: ['a', 'b'] }, { dnsNames: ['b', 'a'] }, [], 1],
    [
      'with a rule without identity in the middle',
      { rules: [{ verbs: ['get'] }, { verbs: ['list'] }] },
      { rules: [{ verbs: ['get'] }, { verbs: ['watch'] }, { verbs: ['list'] }] },
      ['+ rules[1]'],
      0,
    ],
    ['where a value becomes null', { a: 1 }, { a: null }, ['~ a'], 0],
    ['where a map becomes a list', { a: {} }, { a: [] }, ['~ a'], 0],
    ['with a key of its prototype', { a: 1 }, { a: 1, constructor: 'x' }, ['+ constructor'], 0],
  ])('%s', (_, before, after, changes, reordered) => {
    expect(paths(before, after)).toEqual(changes);
    expect(compareValues(before, after).reordered).toBe(reordered);
  });

  it('differ in nothing when they are the same, and in something when they are not', () => {
    const json = fc.jsonValue() as fc.Arbitrary<Json>;
    const object = fc.dictionary(fc.string(), json) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(compareValues(one, structuredClone(one))).toEqual({ changes: [], reordered: 0 });
        const { changes, reordered } = compareValues(one, other);
        const isEqual = JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));
        expect(changes.length + reordered === 0).toBe(isEqual);
      }),
    );
  });
});

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [`k${key}`, sortKeys(item)]),
  );
}

const map = (name: string, data: JsonObject, component = 'fixture'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'matrix' },
  data,
  component,
});

describe('two sets', () => {
  const kinds = (before: JsonObject[], after: JsonObject[]) =>
    compareSets(setOf(before), setOf(after)).map(({ kind, before: old, after: current }) =>
      [kind, old?.object.metadata.name, current?.object.metadata.name].filter(Boolean).join(' '),
    );

  it('pair an object that only got another name', () => {
    const data = Object.fromEntries([...'abcdefgh'].map((key) => [key, key]));
    expect(kinds([map('old', data)], [map('new', { ...data, d: '5' })])).toEqual(['renamed old new']);
  });

  it('do not pair objects that have little in common', () => {
    expect(kinds([map('old', { a: '1' })], [map('new', { b: '2' })])).toEqual(['removed old', 'added new']);
  });

  it('pair each object once, the most alike first', () => {
    const data = { a: '1', b: '2', c: '3', d: '4' };
    expect(kinds([map('old', data)], [map('near', { ...data, d: '5' }), map('same', data)])).toEqual([
      'renamed old same',
      'added near',
    ]);
  });

  it('see that another component renders an object now', () => {
    expect(kinds([map('a', {}, 'one')], [map('a', {}, 'two')])).toEqual(['moved a a']);
  });

  it('count what they hide and still judge by it', () => {
    const workload = (hash: string): JsonObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace: 'matrix' },
      spec: { template: { metadata: { annotations: { 'checksum/config': hash } }, spec: {} } },
    });
    const [change] = compareSets(setOf([workload('1')]), setOf([workload('2')]));
    expect(change?.values).toEqual([]);
    expect(change?.all).toHaveLength(1);
    expect([...(change?.hidden ?? [])]).toEqual([['content hashes of configuration', 1]]);
  });

  it('never show the values of a Secret', () => {
    const secret = (name: string, value: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'matrix' },
      stringData: { password: value },
    });
    const changes = compareSets(
      setOf([secret('a', 'hunter2'), secret('gone', 'hunter3')]),
      setOf([secret('a', 'hunter4'), secret('new', 'hunter5')]),
    );
    expect(changes.length).toBeGreaterThan(1);
    expect(JSON.stringify(changes)).not.toContain('hunter');
  });
});
