import { z } from 'zod';
import { hostSchema } from './scalars.ts';

/** Names that people and other servers see. */
export const hostsSchema = z.strictObject({
  serverName: hostSchema.meta({
    description: 'The part after the colon in user names (@user:example.org). It can never be changed later',
  }),
  matrix: hostSchema
    .optional()
    .meta({ description: 'Client and federation API. Default: matrix.<serverName>' }),
  element: hostSchema.optional().meta({ description: 'Element Web. Default: element.<serverName>' }),
  admin: hostSchema.optional().meta({
    description: 'Admin UI and admin API, for the admin networks only. Default: admin.<serverName>',
  }),
  rtc: hostSchema.optional().meta({
    description: 'Calls: LiveKit signalling and its authoriser. Default: rtc.<serverName>',
  }),
  turn: hostSchema.optional().meta({ description: 'TURN relays. Default: turn.<serverName>' }),
});
