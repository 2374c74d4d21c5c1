import { z } from 'zod';
import { addressRangeSchema, addressSchema, hostSchema, resourcesSchema } from './scalars.ts';

/** Calls: the TURN servers, the media servers and the authoriser. */
export const rtcSchema = z.strictObject({
  turnHosts: z
    .array(hostSchema)
    .min(1)
    .optional()
    .meta({ description: 'Names of the TURN servers, where each node has its own. Default: hosts.turn' }),
  nodeAddresses: z.array(addressRangeSchema).optional().meta({
    description:
      'Addresses of the WebRTC nodes: relays on one node may reach media servers and relays on the others. Default: none',
  }),
  externalAddresses: z
    .record(addressSchema, addressSchema)
    .optional()
    .meta({ description: 'Address that clients reach, by node address behind 1:1 NAT. Default: none' }),
  allowedPeers: z.array(addressRangeSchema).optional().meta({
    description:
      'Private networks of clients that relays may reach; everything private is denied otherwise. Default: none',
  }),
  coturn: z
    .strictObject({
      resources: resourcesSchema.optional().meta({
        description: 'Requests and memory limit of one TURN server. Default: from the sizing preset',
      }),
    })
    .optional()
    .meta({ description: 'TURN servers, one on each WebRTC node' }),
  livekit: z
    .strictObject({
      replicas: z.int().min(1).max(50).optional().meta({
        description: 'Media servers, each on a node of its own. Default: one per WebRTC node, at most 3',
      }),
      resources: resourcesSchema.optional().meta({
        description: 'Requests and memory limit of one media server. Default: from the sizing preset',
      }),
    })
    .optional()
    .meta({ description: 'Media servers of group calls' }),
  lkJwt: z
    .strictObject({
      resources: resourcesSchema
        .optional()
        .meta({ description: 'Requests and memory limit. Default: 50m CPU, 64Mi, at most 256Mi' }),
    })
    .optional()
    .meta({ description: 'Authoriser of calls; always one replica' }),
});
