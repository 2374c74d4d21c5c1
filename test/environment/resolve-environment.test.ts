import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { flattenEnvironment } from '../../generator/environment/flatten-environment.ts';
import { formatIssues } from '../../generator/environment/format-issue.ts';
import { loadEnvironment } from '../../generator/environment/load-environments.ts';
import { valueAt } from '../../generator/environment/path.ts';
import { sizingPresets } from '../../generator/environment/presets.ts';
import { layersBelow, resolveEnvironment } from '../../generator/environment/resolve-environment.ts';
import {
  type EnvironmentFile,
  environmentFileSchema,
} from '../../generator/environment/schema/environment-schema.ts';
import { arbitraryEnvironmentFile } from './arbitrary-environment.ts';
import { withRoot } from './load-fixture.ts';
import { listMissing } from './walk-schema.ts';

/** The least that a file may say. */
function makeFile(users: number, availability?: 'high' | 'single'): EnvironmentFile {
  return {
    name: 'least',
    scale: { users, ...(availability && { availability }) },
    hosts: { serverName: 'corp.de' },
    gitops: { repository: 'https://git.corp.de/x.git' },
    cluster: {
      version: '1.35',
      podCidrs: ['10.42.0.0/16'],
      serviceCidrs: ['10.43.0.0/16'],
      nodeCidrs: ['10.0.0.0/24'],
      storageClasses: { fast: 'fast', standard: 'standard' },
      nodePools: {
        all: {
          count: 9,
          cpu: '8',
          memory: '16Gi',
          disk: '1Ti',
          taints: [{ key: 'a', effect: 'NoSchedule' }],
        },
      },
    },
    network: { loadBalancer: { addresses: ['10.0.0.200'] }, adminNetworks: ['10.1.0.0/16'] },
  };
}

function findUnfrozen(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]) => findUnfrozen(child, `${path}.${key}`));
  return Object.isFrozen(value) ? below : [path, ...below];
}

describe('resolveEnvironment', () => {
  const cases = sizingPresets.flatMap(({ name, users }) =>
    (['high', 'single', undefined] as const).map((availability) => ({ name, users, availability })),
  );

  test.each(cases)(
    'fills everything: preset $name, availability $availability',
    ({ users, availability }) => {
      const resolved = resolveEnvironment(makeFile(users, availability));
      expect(listMissing(environmentFileSchema, resolved)).toEqual([]);
      expect(findUnfrozen(resolved)).toEqual([]);
      // The base of comparison can fail: the file itself lacks most settings.
      expect(listMissing(environmentFileSchema, makeFile(users, availability)).length).toBeGreaterThan(10);
    },
  );

  test('fills a backup, a taint and a reservation that are half written', () => {
    const file = makeFile(50);
    const resolved = resolveEnvironment({
      ...file,
      postgres: { backup: { destination: 's3://b/c', endpoint: 'https://s3.corp.de' } },
      cluster: {
        ...file.cluster,
        nodePools: { all: { count: 9, cpu: '8', memory: '16Gi', disk: '1Ti', reserved: { cpu: '1' } } },
      },
    });
    expect(resolved.postgres.backup).toEqual({
      destination: 's3://b/c',
      endpoint: 'https://s3.corp.de',
      schedule: '0 0 2 * * *',
      retentionDays: 30,
    });
    expect(resolved.cluster.nodePools['all']?.reserved).toEqual({ cpu: '1', memory: '1Gi' });
    expect(resolveEnvironment(file).cluster.nodePools['all']?.taints).toEqual([
      { key: 'a', value: '', effect: 'NoSchedule' },
    ]);
  });

  test('the file wins over availability, availability over the preset, the preset over defaults', () => {
    const resolved = resolveEnvironment({ ...makeFile(20_000, 'single'), elementWeb: { replicas: 7 } });
    expect(resolved.elementWeb.replicas).toBe(7);
    expect(resolved.synapse.workers.sync.replicas).toBe(1);
    expect(resolved.synapse.workers.sync.resources.memoryLimit).toBe('4Gi');
    expect(resolved.network.ports.turn).toBe(3478);
    expect(resolveEnvironment(makeFile(20_000, 'high')).synapse.workers.sync.replicas).toBe(10);
  });

  test.each([
    [500, 'small'],
    [501, 'medium'],
    [5_000, 'medium'],
    [5_001, 'large'],
  ])('%i users take the preset %s', (users, preset) => {
    expect(layersBelow(makeFile(users)).map(({ origin }) => origin)).toContainEqual({
      source: 'preset',
      preset,
    });
  });

  test('resolving changes neither the file nor what the next environment gets', () => {
    const file = makeFile(50);
    const before = structuredClone(file);
    resolveEnvironment(file);
    expect(file).toEqual(before);
    expect(findUnfrozen(file)).not.toEqual([]);
    expect(
      resolveEnvironment({ ...file, postgres: { parameters: { jit: 'off' } } }).postgres.parameters,
    ).toEqual({ jit: 'off' });
    expect(resolveEnvironment(file).postgres.parameters).toEqual({});
  });
});

describe('generated environment files', () => {
  const numRuns = Number(process.env['MATRIX_GITOPS_PROPERTY_RUNS'] ?? 60);

  test('load without a mistake, resolve completely, and every leaf knows where it came from', () => {
    withRoot((root, folder) => {
      fc.assert(
        fc.property(arbitraryEnvironmentFile, (file) => {
          const path = `environments/${file.name}.yaml`;
          writeFileSync(join(folder, `${file.name}.yaml`), stringify(file));
          const { environment: loaded, issues } = loadEnvironment(root, path);
          if (loaded === undefined) throw new Error(formatIssues(issues, { colour: false }));
          expect(loaded.environment).toEqual(resolveEnvironment(file));
          expect(listMissing(environmentFileSchema, loaded.environment)).toEqual([]);
          expect(findUnfrozen(loaded.environment)).toEqual([]);
          for (const { path: setting, origin } of flattenEnvironment(loaded)) {
            expect(loaded.origins.has(setting)).toBe(true);
            const written =
              valueAt(
                file,
                setting.split(/[.[\]]+/).filter((step) => step !== ''),
              ) !== undefined;
            if (/^[\w.-]+$/.test(setting))
              expect([setting, origin.source === 'file']).toEqual([setting, written]);
          }
        }),
        { numRuns },
      );
    });
  });
});
