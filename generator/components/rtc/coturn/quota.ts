import type { Environment } from '../../../environment/environment.ts';
import { countWebrtcNodes } from '../webrtc-nodes.ts';

/** Share of the people online who are in a call at the busiest moment. An assumption, not a measurement. */
const shareInCalls = 0.1;

/**
 * Allocations of one person in a call: a client makes one per TURN URI and peer connection while it looks for a path, whether it needs a
 * relay in the end or not. LiveKit hands out two URIs (UDP and TLS) and uses two connections.
 */
const allocationsPerCaller = 4;

/** Allocations that one user name may hold: several devices and a reconnect (element-hq/synapse docs/setup/turn/coturn.md). */
export const userQuota = 12;

/** Allocations that one TURN server must be able to hold when another one is lost. Each takes one relay port. */
export function totalQuota(environment: Environment): number {
  const callers = Math.ceil(environment.scale.users * shareInCalls);
  const servers = Math.max(1, countWebrtcNodes(environment) - 1);
  return Math.max(userQuota, Math.ceil((callers * allocationsPerCaller) / servers));
}
