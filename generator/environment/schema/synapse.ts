import { z } from 'zod';
import { quantitySchema, resourcesSchema } from './scalars.ts';

/** One kind of worker. */
const workerSchema = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(50)
    .optional()
    .meta({ description: 'Processes of this kind; 0 hands its work to the main process' }),
  resources: resourcesSchema.optional(),
});

/** Synapse: the main process, its workers and their router. */
export const synapseSchema = z.strictObject({
  main: z.strictObject({ resources: resourcesSchema.optional() }).optional(),
  workers: z
    .strictObject({
      sync: workerSchema.optional().meta({ description: '/sync and its relatives' }),
      eventPersister: workerSchema.optional().meta({ description: 'Writes events; sharded by room' }),
      federationSender: workerSchema
        .optional()
        .meta({ description: 'Sends to other servers; sharded by destination' }),
    })
    .optional(),
  router: z
    .strictObject({ replicas: z.int().min(1).max(9).optional(), resources: resourcesSchema.optional() })
    .optional(),
  mediaStorage: quantitySchema.optional().meta({ description: 'Volume for uploaded and cached media' }),
  maxUploadSize: z
    .string()
    .regex(/^[1-9][0-9]{0,3}M$/, 'mebibytes such as 100M')
    .optional()
    .meta({ description: 'Largest upload. Default: 100M' }),
  settings: z.record(z.string(), z.json()).optional().meta({
    description: 'Further top-level keys of homeserver.yaml; keys that the generator computes are refused',
  }),
});
