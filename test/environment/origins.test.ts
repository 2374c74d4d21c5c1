import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeOrigin } from '../../generator/environment/describe-origin.ts';
import type { LoadedEnvironment } from '../../generator/environment/environment.ts';
import { flattenEnvironment } from '../../generator/environment/flatten-environment.ts';
import { fixtures, loadFixture } from './load-fixture.ts';

function load(name: string): LoadedEnvironment {
  const [environment] = loadFixture(join('valid', `${name}.yaml`), `${name}.yaml`).environments ?? [];
  if (environment === undefined) throw new Error(`${name} does not load`);
  return environment;
}

describe('origins', () => {
  const full = load('full');
  const lines = readFileSync(join(fixtures, 'valid/full.yaml'), 'utf8').split('\n');

  test.each([
    ['scale.users', 'users: 50', '50'],
    ['cluster.nodePools.workers.cpu', 'workers:', '"8"'],
    ['network.adminNetworks[0]', 'adminNetworks:', '198.51.100.0/24'],
    ['postgres.backup.schedule', 'backup:', '"0 30'],
    // A section stands where its key stands.
    ['postgres', 'postgres:', 'postgres:'],
    ['network.ports.rtcUdp', 'ports:', 'rtcUdp:'],
    ['accept[0]', '- { rule', '{ rule'],
  ])('%s points at its value', (path, line, value) => {
    const text = lines.find((one) => one.includes(line)) ?? '';
    expect(full.origins.get(path)).toEqual({
      source: 'file',
      file: 'environments/full.yaml',
      line: lines.indexOf(text) + 1,
      column: text.indexOf(value) + 1,
    });
  });

  test('names the layer of everything that the file does not write', () => {
    const origins = [
      'postgres.pooler.instances',
      'postgres.storage',
      'network.ports.turnTls',
      'network.ports.rtcUdp.last',
      'postgres.backup.retentionDays',
      'hosts.matrix',
      'cluster.nodePools.workers.labels',
    ].map((path) => [path, full.origins.get(path)]);
    expect(origins).toEqual([
      ['postgres.pooler.instances', { source: 'availability', availability: 'high' }],
      ['postgres.storage', { source: 'preset', preset: 'small' }],
      ['network.ports.turnTls', { source: 'default' }],
      ['network.ports.rtcUdp.last', expect.objectContaining({ source: 'file' })],
      ['postgres.backup.retentionDays', { source: 'default' }],
      ['hosts.matrix', { source: 'default' }],
      ['cluster.nodePools.workers.labels', { source: 'default' }],
    ]);
    expect(full.origins.has('synapse.workers.sync')).toBe(false);
  });

  test('an alias stands where it is written', () => {
    const text = readFileSync(join(fixtures, 'valid/anchors.yaml'), 'utf8').split('\n');
    const origins = load('anchors').origins;
    const line = text.findIndex((one) => one.includes('two: *node')) + 1;
    expect(origins.get('cluster.nodePools.two')).toMatchObject({ source: 'file', line });
    expect(origins.get('cluster.storageClasses.standard')).toMatchObject({ source: 'file' });
  });
});

test('describeOrigin', () => {
  expect(describeOrigin({ source: 'file', file: 'environments/a.yaml', line: 8, column: 3 })).toBe(
    'environments/a.yaml:8',
  );
  expect(describeOrigin({ source: 'preset', preset: 'large' })).toBe('preset large');
  expect(describeOrigin({ source: 'availability', availability: 'single' })).toBe('availability single');
  expect(describeOrigin({ source: 'default' })).toBe('default');
});

test('flattenEnvironment lists every leaf once, by path', () => {
  const settings = flattenEnvironment(load('full'));
  const paths = settings.map(({ path }) => path);
  expect(paths).toEqual(paths.toSorted());
  expect(new Set(paths).size).toBe(paths.length);
  const find = (wanted: string) => settings.find(({ path }) => path === wanted);
  expect(find('postgres.instances')?.value).toBe(3);
  expect(find('gitops.release')).toEqual({
    path: 'gitops.release',
    value: null,
    origin: { source: 'default' },
  });
  expect(find('cluster.nodePools.workers.taints')?.value).toEqual([]);
  expect(find('synapse.settings.password_config.enabled')).toMatchObject({
    value: false,
    origin: { source: 'file' },
  });
  expect(find('accept[0].until')?.value).toBe('2020-01-01');
});
