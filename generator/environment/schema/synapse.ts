import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';
import { type WorkerKindName, workerKindSettings } from './worker-kinds.ts';

/** One kind of worker. */
const workerSchema = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(50)
    .optional()
    .meta({ description: 'Processes of this kind; 0 hands its work to the main process' }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one process. Default: from the sizing preset' }),
});

const optionalWorker = workerSchema.optional();

/** One optional section per kind of worker. */
const workerShape = Object.fromEntries(
  Object.entries(workerKindSettings).map(([kind, { description }]) => [
    kind,
    optionalWorker.meta({ description }),
  ]),
) as Record<WorkerKindName, typeof optionalWorker>;

/** Synapse: the main process, its workers and their router. */
export const synapseSchema = z.strictObject({
  main: z
    .strictObject({
      resources: resourcesSchema
        .optional()
        .meta({ description: 'Requests and memory limit of one process. Default: from the sizing preset' }),
    })
    .optional()
    .meta({ description: 'The main process, of which there is always one' }),
  workers: z.strictObject(workerShape).optional().meta({ description: 'Worker processes by kind' }),
  router: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .max(9)
        .optional()
        .meta({ description: 'Pods. Default: 3, or 1 with availability: single' }),
      resources: resourcesSchema
        .optional()
        .meta({ description: 'Requests and memory limit of one pod. Default: from the sizing preset' }),
    })
    .optional()
    .meta({ description: 'The HAProxy that sends each request to the right process' }),
  mediaStorage: bytesSchema.optional().meta({ description: 'Volume for uploaded and cached media' }),
  media: z
    .strictObject({
      image: z
        .string()
        .regex(
          /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
          'a repository such as registry.example.org/matrix/synapse-s3, without tag',
        )
        .nullable()
        .optional()
        .meta({
          description:
            'Repository that you push the image of images/synapse to; with it media goes to the object store. Default: none, media stays on its volume',
        }),
      retentionDays: z.int().min(1).max(3650).optional().meta({
        description:
          'Days without access after which media leaves its volume, once the object store has it. Default: 7',
      }),
    })
    .optional()
    .meta({ description: 'Where media is kept' }),
  maxUploadSize: z
    .string()
    .regex(/^[1-9][0-9]{0,3}M$/, 'mebibytes such as 100M')
    .optional()
    .meta({ description: 'Largest upload. Default: 100M' }),
  supportEmail: z
    .email('an address such as matrix@example.org')
    .nullable()
    .optional()
    .meta({ description: 'Whom to write to about this server, for everybody to read. Default: none' }),
  accessLog: z.boolean().optional().meta({
    description:
      'A log line of every request that a process of Synapse answers, beside the one of the router. Most of what many users write. Default: true',
  }),
  settings: z.record(z.string(), z.json()).optional().meta({
    description: 'Further top-level keys of homeserver.yaml; keys that the generator computes are refused',
  }),
});
