import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { makeRateLimits } from './rate-limits.ts';

/** Above this many users presence costs more processor time than anything else, for little use (matrix-org/synapse issue 15169). */
const usersWithPresence = 1_000;

/** Settings that an environment may replace through `synapse.settings`. */
export function makeTuning(environment: Environment): { [key: string]: Json } {
  const { users } = environment.scale;
  return {
    enable_registration: false,
    ...makeUrlPreviews(environment),
    presence: { enabled: users <= usersWithPresence },
    // Events of active rooms stay in memory; autotuning takes them out again before memory is short.
    event_cache_size: users > 5_000 ? '50K' : users > 500 ? '20K' : '10K',
    ...makeRateLimits(environment),
    ...makeKeyServers(environment),
  };
}

/**
 * Off. An environment that switches them on gets the addresses that no message may make Synapse fetch: those that lead to no public
 * server (IANA special-purpose registries), and the cluster's own, which may be any.
 */
function makeUrlPreviews({ cluster, synapse }: Environment): { [key: string]: Json } {
  if (synapse.settings['url_preview_enabled'] !== true) return { url_preview_enabled: false };
  const own = [...cluster.podCidrs, ...cluster.serviceCidrs, ...cluster.nodeCidrs];
  return { url_preview_enabled: true, url_preview_ip_range_blacklist: [...privateNetworks, ...own] };
}

const privateNetworks: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::1/128',
  '64:ff9b::/96',
  '100::/64',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** With federation closed there is nobody whose keys could be asked for. */
function makeKeyServers(environment: Environment): { [key: string]: Json } {
  if (environment.network.federation === 'closed') return { trusted_key_servers: [] };
  return {
    trusted_key_servers: [{ server_name: 'matrix.org' }],
    suppress_key_server_warning: true,
  };
}
