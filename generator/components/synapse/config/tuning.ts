import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';

/** Above this many users presence keeps the main process busy for little use (matrix-org/synapse issue 15169). */
const usersWithPresence = 1_000;

/** Settings that an environment may replace through `synapse.settings`. */
export function makeTuning(environment: Environment): { [key: string]: Json } {
  return {
    enable_registration: false,
    url_preview_enabled: false,
    presence: { enabled: environment.scale.users <= usersWithPresence },
    // Sharing the keys of a call or a large encrypted room comes in bursts.
    rc_message: { per_second: 0.5, burst_count: 30 },
    // An office behind one address logs in together; the limits per account stay at Synapse's defaults.
    rc_login: { address: { per_second: 1, burst_count: 100 } },
    ...makeKeyServers(environment),
  };
}

/** With federation closed there is nobody whose keys could be asked for. */
function makeKeyServers(environment: Environment): { [key: string]: Json } {
  if (environment.network.federation === 'closed') return { trusted_key_servers: [] };
  return {
    trusted_key_servers: [{ server_name: 'matrix.org' }],
    suppress_key_server_warning: true,
  };
}
