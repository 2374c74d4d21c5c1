import { z } from 'zod';

/** Which product fills each role. */
export const slotsSchema = z.strictObject({
  cache: z
    .enum(['valkey', 'redis'])
    .optional()
    .meta({ description: 'Replication bus of Synapse and cache of calls. Default: valkey' }),
  secrets: z.enum(['existing']).optional().meta({
    description: 'existing: you create the Secrets that `plan` lists. Default: existing',
  }),
});
