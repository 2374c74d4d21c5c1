import { z } from 'zod';
import { quantitySchema, resourcesSchema } from './scalars.ts';

/** The replication bus between Synapse processes. */
export const cacheSynapseSchema = z.strictObject({
  replicas: z
    .union([z.literal(1), z.literal(3), z.literal(5)])
    .optional()
    .meta({ description: 'Servers, each with a Sentinel. Default: 3, or 1 with availability: single' }),
  maxMemory: quantitySchema.optional().meta({ description: 'Memory for data in one server' }),
  resources: resourcesSchema.optional(),
  proxyReplicas: z
    .int()
    .min(1)
    .max(5)
    .optional()
    .meta({ description: 'HAProxy pods that follow the master. Default: 2, or 1 with availability: single' }),
});
