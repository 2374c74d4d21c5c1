import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { makeEnvironment } from './environments.ts';
import { findProgram } from './find-program.ts';
import { judgeConfigurations, unknownKeys, type Verdict } from './judge-configuration.ts';

const python =
  findProgram(
    'SYNAPSE_PYTHON',
    [resolve('.tools/synapse/bin/python3')],
    ['-c', 'import synapse, psycopg2'],
  ) ?? '';
const root = mkdtempSync(join(tmpdir(), 'synapse-configuration-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { environments: loaded = [] } = loadEnvironments(projectRoot);
const environments = loaded.map(({ environment }) => environment);

/** Settings that Synapse does not know or no longer wants, and what must be said of the main process. */
const mistakes: { settings: Environment['synapse']['settings']; unknown?: string; complaint?: string }[] = [
  { settings: { enable_teleport: true }, unknown: 'enable_teleport' },
  {
    settings: { rc_joins: { local: { per_minute: 1 } } },
    unknown: 'rc_joins.local.per_minute',
  },
  {
    settings: { experimental_features: { msc9999_enabled: true } },
    unknown: 'experimental_features.msc9999_enabled',
  },
  {
    settings: { media_upload_limits: [{ max_size: '1M', time_period: '1d', colour: 'red' }] },
    complaint: 'Could not validate media_upload_limits entry',
  },
  { settings: { metrics_port: 9000 }, complaint: 'metrics_port' },
  { settings: { email: { trust_identity_server_for_password_resets: true } }, complaint: 'email' },
];

describe.skipIf(python === '')('Synapse knows every option and complains of none', () => {
  const verdicts = new Map<string, Verdict[]>();
  const broken = mistakes.map(({ settings }, index): Environment => {
    const environment = makeEnvironment();
    return {
      ...environment,
      name: `mistake-${index}`,
      synapse: { ...environment.synapse, settings },
    };
  });

  beforeAll(() => {
    const all = [...environments, ...broken];
    for (const [index, verdict] of judgeConfigurations(python, root, all).entries())
      verdicts.set(all[index]?.name ?? '', verdict);
  }, 300_000);

  it.each(environments)('$name', (environment) => {
    const judged = verdicts.get(environment.name) ?? [];
    expect(judged.length).toBeGreaterThan(1);
    expect(
      judged.flatMap(({ process, complaints }) => complaints.map((text) => `${process}: ${text}`)),
    ).toEqual([]);
    expect(unknownKeys(environment, judged)).toEqual([]);
  });

  it('judges all five sample environments', () => {
    expect(environments.map(({ name }) => name)).toEqual([
      'airgap',
      'design-2025',
      'dev',
      'production',
      'staging',
    ]);
  });

  it.each(mistakes.map((mistake, index) => ({ ...mistake, index })))(
    'would notice $settings',
    ({ index, unknown, complaint }) => {
      const environment = broken[index];
      if (environment === undefined) throw new Error('There is no such environment');
      const judged = verdicts.get(environment.name) ?? [];
      const ofMain = unknownKeys(environment, judged).filter((line) => line.startsWith('synapse-main-0'));
      if (unknown !== undefined) expect(ofMain).toEqual([`synapse-main-0: ${unknown}`]);
      if (complaint !== undefined) expect(judged[0]?.complaints.join('\n')).toContain(complaint);
    },
  );
});
