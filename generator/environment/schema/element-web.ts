import { z } from 'zod';
import { resourcesSchema } from './scalars.ts';

/** The web client. */
export const elementWebSchema = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Pods. Default: 2, or 1 with availability: single' }),
  resources: resourcesSchema.optional().meta({ description: 'Requests and memory limit of one pod' }),
});
