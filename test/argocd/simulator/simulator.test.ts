import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { describe, expect, it } from 'vitest';
import { readHealthChecks } from '../../../generator/argocd/health/health-checks.ts';
import { renderApplications } from '../../../generator/argocd/render-applications.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { assemblePlatform } from '../../../generator/platform/assemble-platform.ts';
import { runHealth } from '../health/run-health.ts';
import type { Deployed } from './child.ts';
import { type Scenario, simulate, type Trace } from './simulate.ts';

/** `UPDATE_EXPECTED=1 npx vitest run test/argocd/simulator` writes the traces; read the difference before committing it. */
const update = process.env['UPDATE_EXPECTED'] === '1';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../../..'));
const scriptOf = (kind: string) => readHealthChecks().find((check) => check.kind === kind)?.script ?? '';
const healthCheck = scriptOf('argoproj.io_Application');

/** The children of an environment, pinned or not. */
function childrenOf(name: string, release: string | null = null): IApplication[] {
  const found = environments.find(({ environment }) => environment.name === name)?.environment;
  if (found === undefined) throw new Error(`no environment ${name}`);
  const platform = assemblePlatform({ ...found, gitops: { ...found.gitops, release } });
  return renderApplications(platform)
    .filter(({ path }) => path.includes('/children/'))
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Application')
    .map((object) => JSON.parse(JSON.stringify(object)) as IApplication);
}

/** The parts of production that the written traces show; all parts of all environments are held to the same order below. */
const shown = [
  'namespaces',
  'argo-cd',
  'cert-manager',
  'cloudnative-pg',
  'barman-cloud',
  'postgres',
  'synapse',
  'element-web',
];
const production = (release: string | null = null, parts = shown) =>
  childrenOf('production', release).filter(({ metadata }) =>
    parts.some((part) => metadata?.name === `production-${part}`),
  );

/** A database whose primary cannot be built for a while, judged by the health check of its kind. */
const failingBootstrap: Deployed = (age) => {
  const phases = [
    'Setting up primary',
    'Invalid cluster definition',
    'Setting up primary',
    'Cluster in healthy state',
  ];
  const phase = phases[Math.min(Math.floor(age / 3), 3)] ?? '';
  const healthy = phase === 'Cluster in healthy state';
  return runHealth(scriptOf('postgresql.cnpg.io_Cluster'), {
    spec: { instances: 3 },
    status: {
      phase,
      readyInstances: healthy ? 3 : 0,
      conditions: [{ type: 'Ready', status: healthy ? 'True' : 'False' }],
    },
  });
};

const scenarios: Readonly<Record<string, Scenario>> = {
  'fresh-install': { before: [], after: production() },
  'update-with-pin': { before: production('v1'), after: production('v2'), content: true },
  'update-without-pin': { before: production(), after: production(), content: true },
  'failing-database': {
    before: [],
    after: production(),
    deployed: { 'production-postgres': failingBootstrap },
  },
  'removed-client': { before: production(), after: production(null, shown.slice(0, -1)) },
  'removed-database': {
    before: production(),
    after: production(
      null,
      shown.filter((part) => part !== 'postgres'),
    ),
    approvedAt: 12,
  },
};

describe.each(Object.entries(scenarios))('%s', (name, scenario) => {
  it('goes as written', async () => {
    const { lines } = await simulate(scenario, healthCheck);
    const file = join(import.meta.dirname, 'traces', `${name}.txt`);
    const text = `${lines.join('\n')}\n`;
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

const waveOf = ({ metadata }: IApplication) =>
  Number(metadata?.annotations?.['argocd.argoproj.io/sync-wave']);

/** Pairs of which the second began before the first, of an earlier wave, was healthy. */
function outOfOrder(apps: readonly IApplication[], { synced, healthy }: Trace): string[] {
  // A chart alone is the same in both releases: the root finds it healthy and goes on.
  const moved = apps.filter(({ metadata }) => synced.has(metadata?.name ?? ''));
  return moved.flatMap((early) =>
    moved
      .filter((late) => waveOf(late) > waveOf(early))
      .filter((late) => {
        const began = synced.get(late.metadata?.name ?? '');
        const ready = healthy.get(early.metadata?.name ?? '');
        return began !== undefined && (ready === undefined || began < ready);
      })
      .map((late) => `${late.metadata?.name} before ${early.metadata?.name}`),
  );
}

describe.each(environments.map(({ environment }) => environment.name))('%s', (name) => {
  it('is installed wave by wave, all of it', async () => {
    const apps = childrenOf(name);
    const trace = await simulate({ before: [], after: apps }, healthCheck);
    expect(trace.lines.at(-1)).toBe('end  all healthy');
    expect(outOfOrder(apps, trace)).toEqual([]);
    expect([...trace.applied.keys()].sort()).toEqual(apps.map(({ metadata }) => metadata?.name).sort());
  });

  it('is updated wave by wave with a pin, and in any order without', async () => {
    const [before, after] = [childrenOf(name, 'v1'), childrenOf(name, 'v2')];
    const pinned = await simulate({ before, after, content: true }, healthCheck);
    expect(outOfOrder(after, pinned)).toEqual([]);
    expect(pinned.synced.size).toBeGreaterThan(5);
    const free = childrenOf(name);
    const loose = await simulate({ before: free, after: free, content: true }, healthCheck);
    expect(outOfOrder(free, loose)).not.toEqual([]);
    expect(new Set(loose.synced.values()).size).toBe(1);
  });
});

describe('the health check that Argo CD documents', () => {
  const documented = `
    hs = { status = "Progressing", message = "" }
    if obj.status ~= nil and obj.status.health ~= nil then
      hs.status = obj.status.health.status
      hs.message = obj.status.health.message or ""
    end
    return hs`;

  it('lets an update overtake itself: the simulation can fail', async () => {
    const after = production('v2');
    const trace = await simulate({ before: production('v1'), after, content: true }, documented);
    expect(outOfOrder(after, trace)).not.toEqual([]);
  });
});
