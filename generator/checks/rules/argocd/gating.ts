import { getIn, listIn, numberIn, objectIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { type App, readApps, readRoot } from '../../argocd/read-apps.ts';
import type { Report, Rule } from '../../rule.ts';

const waveKey = 'argocd.argoproj.io/sync-wave';
const healthKey = 'resource.customizations.health.argoproj.io_Application';

/** Waves wait, and what they wait for can come. */
export const gating: Rule = {
  slug: 'argocd/gating',
  title: 'Every Application can become Synced, and waves wait for it',
  severity: 'error',
  why: 'The root waits until each Application of a wave is synced and healthy. One that is synced by hand, gives up after some attempts or compares wrongly holds all later waves for ever; without the health check of Applications nothing waits at all.',
  fix: 'Keep `automated` with `selfHeal`, `retry.limit: -1`, ServerSideDiff beside ServerSideApply, no sync windows, and the health check of Applications in `argocd-cm`.',
  references: [
    'argoproj/argo-cd v3.4.7 docs/operator-manual/health.md: Argo CD App',
    'argoproj/argo-cd v3.4.7 docs/user-guide/auto_sync.md',
    'argoproj/argo-cd issues 11494 and 17314',
  ],
  components: ['namespaces'],
  check({ resources, pass, fail }) {
    const apps = readApps(resources);
    const root = readRoot(resources);
    for (const app of [...(root ? [root] : []), ...apps]) {
      const reports = [...judgePolicy(app), ...judgeWave(app), ...judgeWindows(resources, app)];
      for (const report of reports) fail(report);
      if (reports.length === 0) pass();
    }
    const [last] = apps.toSorted((one, other) => other.wave - one.wave);
    if (last !== undefined && apps.some(({ wave }) => wave !== last.wave) && !hasHealthCheck(resources, apps))
      fail({
        resource: last.resource,
        path: ['metadata', 'annotations', waveKey],
        message: `Applications have waves, and nothing here gives Argo CD the health check ${healthKey}: Argo CD then takes every Application for done at once, and waves order nothing. Set it in argocd-cm.`,
      });
  },
};

function judgePolicy({ resource, name }: App): Report[] {
  const { json } = resource;
  const policy = ['spec', 'syncPolicy'];
  const automated = getIn(json, [...policy, 'automated']);
  const reports: Report[] = [];
  const report = (path: readonly string[], message: string) => reports.push({ resource, path, message });
  if (automated === undefined || getIn(json, [...policy, 'automated', 'enabled']) === false)
    report(
      [...policy, 'automated'],
      `${name} is synced by hand: the wave waits until somebody does. Add syncPolicy.automated.`,
    );
  else if (getIn(json, [...policy, 'automated', 'selfHeal']) !== true)
    report(
      [...policy, 'automated', 'selfHeal'],
      `${name} does not heal itself: a change in the cluster leaves it OutOfSync, which holds the wave until the next commit. Set selfHeal: true.`,
    );
  const limit = numberIn(json, ...policy, 'retry', 'limit');
  if (limit === undefined || limit >= 0)
    report(
      [...policy, 'retry', 'limit'],
      `${name} gives a revision up after ${limit ?? 5} attempts, and only a new commit starts it again; building a database takes longer. Set retry.limit: -1.`,
    );
  const serverSide = listIn(json, ...policy, 'syncOptions').includes('ServerSideApply=true');
  const compare = textsIn(json, 'metadata', 'annotations')['argocd.argoproj.io/compare-options'] ?? '';
  if (serverSide && !compare.split(',').includes('ServerSideDiff=true'))
    report(
      ['metadata', 'annotations', 'argocd.argoproj.io/compare-options'],
      `${name} applies on the server and compares in Argo CD, which misreads defaults of CRDs and stays OutOfSync. Annotate compare-options: ServerSideDiff=true.`,
    );
  return reports;
}

function judgeWave({ resource }: App): Report[] {
  const written = objectIn(resource.json, 'metadata', 'annotations')[waveKey];
  if (written === undefined || (typeof written === 'string' && /^-?\d+$/.test(written))) return [];
  return [
    {
      resource,
      path: ['metadata', 'annotations', waveKey],
      message: `sync-wave ${JSON.stringify(written)} is no integer in quotes: Argo CD takes it for 0. Write a number in quotes.`,
    },
  ];
}

function judgeWindows(resources: ResourceSet, { project }: App): Report[] {
  const [of] = resources
    .ofKind('AppProject', 'argoproj.io')
    .filter(({ object }) => object.metadata.name === project);
  if (of === undefined || listIn(of.json, 'spec', 'syncWindows').length === 0) return [];
  return [
    {
      resource: of,
      path: ['spec', 'syncWindows'],
      message: `project ${project} has sync windows: outside them an Application cannot become Synced, and the root waits. Decide when to release by moving gitops.release instead.`,
    },
  ];
}

function hasHealthCheck(resources: ResourceSet, apps: readonly App[]): boolean {
  const settings = resources.ofKind('ConfigMap').filter(({ object }) => object.metadata.name === 'argocd-cm');
  const values = apps.flatMap(({ sources }) =>
    sources
      .filter(({ chart }) => chart === 'argo-cd')
      .map(({ json }) => objectIn(json, 'helm', 'valuesObject', 'configs', 'cm')),
  );
  return (
    settings.some(({ json }) => textIn(json, 'data', healthKey) !== undefined) ||
    values.some((cm) => typeof cm[healthKey] === 'string')
  );
}
