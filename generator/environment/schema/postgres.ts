import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';

/** The database of Synapse. */
export const postgresSchema = z.strictObject({
  instances: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .meta({ description: 'PostgreSQL instances. Default: 3, or 1 with availability: single' }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one instance. Default: from the sizing preset' }),
  storage: bytesSchema.optional().meta({ description: 'Data volume of one instance' }),
  walStorage: bytesSchema.optional().meta({ description: 'Volume for the write-ahead log of one instance' }),
  parameters: z.record(z.string(), z.string()).optional().meta({
    description: 'PostgreSQL parameters on top of the computed ones; every value is a string',
  }),
  pooler: z
    .strictObject({
      instances: z
        .int()
        .min(1)
        .max(9)
        .optional()
        .meta({ description: 'Pooler pods. Default: 3, or 1 with availability: single' }),
      resources: resourcesSchema.optional().meta({
        description: 'Requests and memory limit of one pooler pod. Default: from the sizing preset',
      }),
    })
    .optional()
    .meta({ description: 'PgBouncer in front of the primary' }),
  backup: z
    .strictObject({
      destination: z
        .string()
        .regex(
          /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s]*)?$/,
          'an S3 location such as s3://bucket/path',
        )
        .meta({
          description: 'Where base backups and the write-ahead log go; outside this cluster',
        }),
      endpoint: z
        .url({ protocol: /^https?$/, error: 'a URL such as https://s3.example.org' })
        .meta({ description: 'S3 endpoint, such as https://s3.example.org' }),
      schedule: z
        .string()
        .optional()
        .meta({ description: 'Six cron fields, seconds first. Default: 0 0 2 * * *' }),
      retentionDays: z
        .int()
        .min(1)
        .max(3650)
        .optional()
        .meta({ description: 'Days that backups are kept. Default: 30' }),
    })
    .nullable()
    .optional()
    .meta({ description: 'Continuous backup. Default: none' }),
});
