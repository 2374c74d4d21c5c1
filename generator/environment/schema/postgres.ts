import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';

const locationSchema = z
  .string()
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s]*)?$/, 'an S3 location such as s3://bucket/path');

/** A directory of the archive: the server name of barman. */
const serverNameSchema = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'a name of lower-case letters, digits and hyphens');

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
      destination: locationSchema.meta({
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
  recovery: z
    .strictObject({
      source: serverNameSchema.optional().meta({
        description: 'Server name of the archive to restore from. Default: synapse-db',
      }),
      destination: locationSchema.optional().meta({
        description:
          'Where that archive is, at the endpoint of the backup. Default: the destination of the backup',
      }),
      archive: serverNameSchema.meta({
        description: 'Server name of the archive that the restored database starts; must be new',
      }),
      targetTime: z.iso
        .datetime({ offset: true, error: 'a time with its zone, such as "2026-11-25T10:00:00Z"' })
        // RFC 3339, which the operator reads, has seconds always.
        .regex(/T\d\d:\d\d:\d\d/, 'a time with seconds, such as "2026-11-25T10:00:00Z"')
        .nullable()
        .optional()
        .meta({
          description: 'Last moment to restore, with its time zone. Default: the end of the archive',
        }),
    })
    .nullable()
    .optional()
    .meta({
      description:
        'Creates the database from its archive instead of empty; stays in the file afterwards. Default: none',
    }),
});
