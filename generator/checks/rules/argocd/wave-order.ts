import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { listNeeds } from '../../argocd/list-needs.ts';
import { type App, readApps } from '../../argocd/read-apps.ts';
import type { Rule } from '../../rule.ts';

/** Nothing waits for an object that a later wave brings. */
export const waveOrder: Rule = {
  slug: 'argocd/wave-order',
  title: 'No wave waits for a later one',
  severity: 'error',
  why: 'A wave ends when all its Applications are healthy. What waits for a namespace, a ConfigMap or an issuer of a later wave never becomes healthy, so the later wave never comes: the installation stands still.',
  fix: 'Move the component that brings the object into an earlier tier, or the one that needs it into a later one (`generator/components/tiers.ts`).',
  references: [
    'argoproj/argo-cd v3.4.7 docs/user-guide/sync-waves.md',
    'argoproj/argo-cd issue 17314: deadlock while waiting for a healthy state',
  ],
  components: ['namespaces'],
  check({ resources, pass, fail }) {
    const owners = ownersOf(readApps(resources));
    for (const [resource, app] of owners) {
      let late = 0;
      for (const { kind, namespace, name, path, waits } of listNeeds(resource)) {
        const needed = resources.find(kind, namespace, name);
        const owner = needed && owners.get(needed);
        if (needed === undefined || owner === undefined || owner === app) continue;
        if (owner.wave < app.wave || (waits !== undefined && owner.wave === app.wave)) continue;
        late++;
        fail({
          resource,
          path,
          message: `${app.name} (wave ${app.wave}) needs ${kind} ${name}, which ${owner.name} brings in wave ${owner.wave}: ${owner.wave === app.wave ? 'nothing says which of the two comes first' : 'this wave never ends, so that one never comes'}. Move one of them.`,
          related: [{ resource: needed, path: ['metadata', 'name'], message: `brought by ${owner.name}` }],
        });
      }
      if (late === 0) pass();
    }
  },
};

function ownersOf(apps: readonly App[]): Map<ResourceSet['resources'][number], App> {
  return new Map<RenderedResource, App>(
    apps.flatMap((app) => app.objects.map((resource): [RenderedResource, App] => [resource, app])),
  );
}
