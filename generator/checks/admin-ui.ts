import { textIn } from '../kubernetes/json.ts';
import { containersOf, imageName } from '../kubernetes/ports.ts';
import type { ResourceSet } from '../rendered/resource-set.ts';
import type { EdgeRoute } from './edge-routes.ts';
import { podsBehind } from './pods.ts';

const adminUis = ['synapse-admin', 'ketesa'];

/** True when a route leads to an admin UI; a Service that is not rendered counts by its name. */
export function leadsToAdminUi(resources: ResourceSet, { service }: EdgeRoute): boolean {
  const found = resources.find('Service', service.namespace, service.name);
  if (found === undefined) return adminUis.includes(service.name);
  return podsBehind(resources, found).some(({ spec }) =>
    containersOf(spec).some((container) => adminUis.includes(imageName(textIn(container, 'image') ?? ''))),
  );
}
