import { z } from 'zod';
import { addressRangeSchema, cidrSchema, portRangeSchema, portSchema } from './scalars.ts';

/** Addresses and ports that the outside world meets. */
export const networkSchema = z.strictObject({
  loadBalancer: z
    .strictObject({
      addresses: z
        .array(addressRangeSchema)
        .min(1)
        .meta({ description: 'Addresses, networks or ranges such as 192.0.2.10-192.0.2.20' }),
    })
    .meta({ description: 'Addresses that the load balancer may hand out' }),
  adminNetworks: z
    .array(cidrSchema)
    .min(1)
    .meta({ description: 'Networks that may reach the admin API and UI' }),
  federation: z.enum(['open', 'closed']).optional().meta({
    description: 'open: talks to every Matrix server. closed: to none. Default: closed',
  }),
  ports: z
    .strictObject({
      turn: portSchema.optional().meta({ description: 'TURN over UDP and TCP. Default: 3478' }),
      turnTls: portSchema.optional().meta({ description: 'TURN over TLS. Default: 5349' }),
      turnRelay: portRangeSchema
        .optional()
        .meta({ description: 'UDP relay ports of TURN. Default: 61000-65535' }),
      rtcTcp: portSchema.optional().meta({ description: 'LiveKit over TCP. Default: 7881' }),
      rtcUdp: portRangeSchema.optional().meta({ description: 'LiveKit UDP. Default: 7882-7892' }),
    })
    .optional()
    .meta({ description: 'Port plan of the WebRTC nodes' }),
});
