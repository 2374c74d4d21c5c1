import { createHmac } from 'node:crypto';
import type { TurnUser } from '../../../generator/verify/turn/turn-client.ts';

/** A TURN user as Synapse and LiveKit make them: a name with an end of life, and its HMAC under the shared secret. */
export function makeTurnUser(secret: string, name: string, secondsFromNow: number): TurnUser {
  const username = `${Math.floor(Date.now() / 1000) + secondsFromNow}:${name}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}
