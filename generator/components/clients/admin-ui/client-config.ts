import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';

/**
 * `config.json` of the admin UI. It belongs to one homeserver, and reaches it through its own host: the public one refuses the admin API.
 *
 * Sources: etkecc/ketesa v1.4.0 `docs/config.md`, `docs/well-known-discovery.md`; Awesome-Technologies/synapse-admin 0.11.4 `README.md`.
 */
export function makeAdminConfig({ hosts, slots }: Environment): JsonObject {
  return {
    restrictBaseUrl: `https://${hosts.admin}`,
    // The well-known document names the public host.
    ...(slots.adminUi === 'ketesa' && { wellKnownDiscovery: false }),
  };
}
