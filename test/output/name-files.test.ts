import { expect, test } from 'vitest';
import { nameFiles } from '../../generator/output/name-files.ts';

function object(kind: string, name: string, namespace = 'matrix', apiVersion = 'v1') {
  return { apiVersion, kind, namespace, name };
}

test('kind and name, in lower case', () => {
  expect(nameFiles([object('ConfigMap', 'a'), object('Role', 'System:Read_all')])).toEqual([
    'configmap-a',
    'role-system-read-all',
  ]);
});

test('objects that clash get their namespace, then their group, then a number; others stay', () => {
  expect(
    nameFiles([
      object('Service', 'a', 'one'),
      object('Service', 'a', 'two'),
      object('Service', 'b', 'one'),
      object('Cluster', 'c', 'one', 'x.io/v1'),
      object('Cluster', 'c', 'one', 'y.io/v1'),
      object('Role', 'd:e'),
      object('Role', 'd/e'),
    ]),
  ).toEqual([
    'service-one-a',
    'service-two-a',
    'service-b',
    'cluster.x.io-one-c',
    'cluster.y.io-one-c',
    'role-5',
    'role-6',
  ]);
});

test('no name is longer than a file system takes', () => {
  const [name = ''] = nameFiles([object('ConfigMap', 'a'.repeat(253))]);
  expect(name.length).toBeLessThan(230);
});
