import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';

/** The cache of calls: rooms and nodes of LiveKit. */
export const cacheLivekitSchema = z.strictObject({
  replicas: z
    .literal([1, 3, 5])
    .optional()
    .meta({ description: 'Servers, each with a Sentinel. Default: 3, or 1 with availability: single' }),
  maxMemory: bytesSchema.optional().meta({ description: 'Memory for data in one server' }),
  storage: bytesSchema.optional().meta({
    description:
      'Volume of one server: at least four times maxMemory, because the file of changes is rewritten beside itself',
  }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one server. Default: from the sizing preset' }),
});
