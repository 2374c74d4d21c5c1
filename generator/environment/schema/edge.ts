import { z } from 'zod';
import { resourcesSchema } from './scalars.ts';

/** The proxies that end TLS. */
export const edgeSchema = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .meta({ description: 'Pods. Default: 3, or 1 with availability: single' }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one pod. Default: from the sizing preset' }),
});

/** Pages for administrators. */
export const adminUiSchema = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(5)
    .optional()
    .meta({ description: 'Pods. Default: 2, or 1 with availability: single' }),
  resources: resourcesSchema.optional().meta({ description: 'Requests and memory limit of one pod' }),
});
