import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { poolFor } from './pools.ts';
import { type Route, routePattern } from './routing-table.ts';

/** Routing table as a HAProxy map of regular expressions; the first line that matches decides (`map_reg`). */
export function makeRouteMap(environment: Environment, routes: readonly Route[]): ConfigFile {
  const rows = routes.flatMap((route) => {
    const { target } = route;
    const backend = typeof target === 'string' ? target : poolFor(environment, target);
    return [`# ${route.name}: ${route.why}`, `${routePattern(route)} ${backend}`];
  });
  return {
    format: 'text',
    text: `# The first row that matches method and path decides.\n${rows.join('\n')}\n`,
  };
}
