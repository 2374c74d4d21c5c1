import type { Environment } from '../../../environment/environment.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { turnUris } from '../../rtc/coturn/names.ts';
import { publicUrl } from '../../rtc/lk-jwt/names.ts';
import { secretPath } from '../paths.ts';

/** A LiveKit transport as clients discover it, from Synapse or from the well-known document (MSC4143). */
export function livekitTransport(environment: Environment): JsonObject {
  return { type: 'livekit', livekit_service_url: publicUrl(environment) };
}

/**
 * What calls need of Synapse. `url` beside `livekit_service_url` would send newer clients through Synapse to an authoriser that is
 * registered as an application service; ours is asked directly (`synapse/config/matrixrtc.py`, v1.163.2).
 */
export function makeCalls(environment: Environment): { [key: string]: Json } {
  return {
    turn_uris: turnUris(environment),
    turn_shared_secret_path: secretPath('turn'),
    // A call longer than this loses its relay: the password expires, and clients ask for one when a call starts.
    turn_user_lifetime: '1d',
    turn_allow_guests: false,
    matrix_rtc: { transports: [livekitTransport(environment)] },
    // Somebody who vanishes leaves the call by an event that was scheduled and is no longer put off (MSC4140).
    max_event_delay_duration: '24h',
  };
}

/** MSC4143: clients ask Synapse for its transports. MSC4222: /sync reports state after the timeline, which membership of a call needs. */
export const callFeatures = { msc4143_enabled: true, msc4222_enabled: true } as const;
