import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';

/**
 * Rate limits that would hurt people at work; the others stay at Synapse's defaults, which stop guessing and flooding
 * (`synapse/config/ratelimiting.py`, v1.163.2). What a whole organisation does at once grows with it; the factors are estimates.
 */
export function makeRateLimits(environment: Environment): { [key: string]: Json } {
  const { users } = environment.scale;
  return {
    // Sharing the keys of a call or a large encrypted room comes in bursts; by default 10 messages, then one in 5 seconds.
    rc_message: { per_second: 0.5, burst_count: 30 },
    // An office behind one address logs in together; the limits per account stay.
    rc_login: { address: { per_second: Math.max(1, users / 2_000), burst_count: Math.max(100, users / 40) } },
    // Everybody follows the link to the announcement room; by default 10 may, then one a second.
    rc_joins_per_room: { per_second: Math.max(1, users / 2_000), burst_count: Math.max(10, users / 100) },
    // Each device in a call prolongs its membership every few seconds; by default 5 at once.
    rc_delayed_event_mgmt: { per_second: 1, burst_count: 20 },
  };
}
