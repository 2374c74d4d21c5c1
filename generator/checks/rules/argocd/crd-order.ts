import { textIn } from '../../../kubernetes/json.ts';
import { groupOf } from '../../../kubernetes/object.ts';
import { crdCharts, isBuiltIn } from '../../argocd/crd-sources.ts';
import { type App, readApps } from '../../argocd/read-apps.ts';
import type { Rule } from '../../rule.ts';

/** A kind is applied after the Application that brings its CRD. */
export const crdOrder: Rule = {
  slug: 'argocd/crd-order',
  title: 'CRDs come in an earlier wave than their objects',
  severity: 'error',
  why: 'Argo CD tries everything in a dry run before it applies anything: an object whose kind the API server does not know fails the whole sync, and nothing of that Application is applied.',
  fix: 'Put the Application that brings the CRD into an earlier wave: a tier of `generator/components/tiers.ts` before that of the objects.',
  references: [
    'argoproj/argo-cd v3.4.7 gitops-engine/pkg/sync/sync_context.go',
    'argoproj/argo-cd v3.4.7 docs/user-guide/sync-options.md: Skip Dry Run for new custom resources types',
  ],
  components: ['postgres'],
  check({ resources, pass, fail, unknown }) {
    const apps = readApps(resources);
    for (const app of apps) {
      for (const [group, resource] of firstOfGroup(app)) {
        const { kind, metadata } = resource.object;
        const report = { resource, path: ['kind'] };
        const sources = apps.filter((other) => brings(other, group));
        const [first] = sources.toSorted((one, other) => one.wave - other.wave);
        if (first === undefined && crdCharts[group] === undefined)
          unknown({
            ...report,
            message: `nothing here says which chart brings the CRDs of ${group}: add a line to generator/checks/argocd/crd-sources.ts.`,
          });
        else if (first === undefined)
          fail({
            ...report,
            message: `no Application brings the CRDs of ${group}, so the API server refuses ${kind} ${metadata.name} and the sync of ${app.name} fails. Add the chart ${crdCharts[group]?.join(' or ')} in an earlier wave.`,
          });
        else if (first !== app && first.wave >= app.wave)
          fail({
            ...report,
            message: `${kind} ${metadata.name} is applied in wave ${app.wave} and its CRD in wave ${first.wave} by ${first.name}: the first installation fails until somebody syncs again. Put ${first.name} into an earlier wave.`,
            related: [
              {
                resource: first.resource,
                path: ['metadata', 'annotations', 'argocd.argoproj.io/sync-wave'],
                message: 'brings the CRD',
              },
            ],
          });
        else pass();
      }
    }
  },
};

/** One object of each group that needs a CRD. */
function firstOfGroup({ objects, chartObjects }: App): Map<string, App['objects'][number]> {
  const groups = new Map<string, App['objects'][number]>();
  for (const resource of [...objects, ...chartObjects]) {
    const group = groupOf(resource.object.apiVersion);
    if (!isBuiltIn(group) && !groups.has(group)) groups.set(group, resource);
  }
  return groups;
}

function brings({ sources, objects }: App, group: string): boolean {
  return (
    sources.some(({ chart }) => chart !== undefined && crdCharts[group]?.includes(chart)) ||
    objects.some(
      ({ object, json }) =>
        object.kind === 'CustomResourceDefinition' && textIn(json, 'spec', 'group') === group,
    )
  );
}
