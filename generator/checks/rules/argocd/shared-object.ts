import { formatIdentity } from '../../../kubernetes/object.ts';
import { type App, readApps } from '../../argocd/read-apps.ts';
import type { Rule } from '../../rule.ts';

/** No object is rendered by two Applications. */
export const sharedObject: Rule = {
  slug: 'argocd/shared-object',
  title: 'Every object belongs to one Application',
  severity: 'error',
  why: 'Two Applications that render one object take it from each other at every sync; with FailOnSharedResource, as here, the second one never syncs, and its wave never ends.',
  fix: 'Leave the object in one component, and have the other refer to it.',
  references: [
    'argoproj/argo-cd v3.4.7 docs/user-guide/sync-options.md: Fail the sync if a shared resource is found',
  ],
  components: ['namespaces'],
  check({ resources, pass, fail }) {
    const owners = new Map<string, { readonly app: App; readonly resource: App['objects'][number] }>();
    for (const app of readApps(resources)) {
      for (const resource of [...app.objects, ...app.chartObjects]) {
        const identity = formatIdentity(resource.identity);
        const owner = owners.get(identity);
        if (owner === undefined) {
          owners.set(identity, { app, resource });
          pass();
        } else {
          fail({
            resource,
            path: ['metadata', 'name'],
            message: `${app.name} and ${owner.app.name} both render this object, so one of them never syncs and holds its wave for ever. Keep it in one.`,
            related: [
              {
                resource: owner.resource,
                path: ['metadata', 'name'],
                message: `rendered by ${owner.app.name}`,
              },
            ],
          });
        }
      }
    }
  },
};
