import { z } from 'zod';
import { bytesSchema, cidrSchema, resourcesSchema } from './scalars.ts';

const bucketSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'a bucket of 3 to 63 lower-case letters, digits and hyphens');

const endpointSchema = z.url({
  protocol: /^https?$/,
  error: 'a URL such as https://s3.example.org',
});

const regionSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a region such as us-east-1')
  .optional()
  .meta({ description: 'Region that requests are signed for. Default: us-east-1' });

const cidrsSchema = z.array(cidrSchema).min(1).optional().meta({
  description: 'Networks of the endpoint; only these are reachable. Default: everything outside the cluster',
});

/** Where media and other objects are kept, and where their copy goes. */
export const objectStoreSchema = z.strictObject({
  servers: z.int().min(1).max(16).optional().meta({
    description:
      'Servers, each on a node of its own. Default: from the sizing preset, or 1 with availability: single',
  }),
  volumesPerServer: z.int().min(1).max(16).optional().meta({
    description: 'Volumes of one server. Default: 4, or 1 with availability: single',
  }),
  volumeSize: bytesSchema
    .optional()
    .meta({ description: 'Size of each single volume. Default: from the sizing preset' }),
  parity: z.int().min(0).max(8).optional().meta({
    description: 'Volumes of a stripe that may be lost. Default: 4, or 0 with availability: single',
  }),
  resources: resourcesSchema
    .optional()
    .meta({ description: 'Requests and memory limit of one server. Default: from the sizing preset' }),
  external: z
    .strictObject({
      endpoint: endpointSchema.meta({ description: 'S3 endpoint, such as https://s3.example.org' }),
      region: regionSchema,
      pathStyle: z.boolean().optional().meta({
        description: 'Buckets stand in the path, not in the host name. Default: true',
      }),
      cidrs: cidrsSchema,
    })
    .nullable()
    .optional()
    .meta({ description: 'The store of slot external. Default: none' }),
  mediaBackup: z
    .strictObject({
      endpoint: endpointSchema.meta({ description: 'S3 endpoint outside this cluster' }),
      bucket: bucketSchema.meta({ description: 'Bucket that exists there, best with versions' }),
      region: regionSchema,
      cidrs: cidrsSchema,
      schedule: z.string().optional().meta({ description: 'Five cron fields, UTC. Default: 30 4 * * *' }),
    })
    .nullable()
    .optional()
    .meta({ description: 'Daily copy of the media to another store. Default: none' }),
});
