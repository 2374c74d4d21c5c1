import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';

/** The replication bus between Synapse processes. */
export const cacheSynapseSchema = z.strictObject({
  replicas: z
    .literal([1, 3, 5])
    .optional()
    .meta({ description: 'Servers, each with a Sentinel. Default: 3, or 1 with availability: single' }),
  maxMemory: bytesSchema.optional().meta({ description: 'Memory for data in one server' }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one server. Default: from the sizing preset' }),
  proxyReplicas: z
    .int()
    .min(1)
    .max(5)
    .optional()
    .meta({ description: 'HAProxy pods that follow the master. Default: 2, or 1 with availability: single' }),
});
