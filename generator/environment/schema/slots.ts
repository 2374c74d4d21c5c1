import { z } from 'zod';

/** Which product fills each role. */
export const slotsSchema = z.strictObject({
  argocd: z.enum(['managed', 'existing']).optional().meta({
    description:
      'managed: this repository installs and updates Argo CD. existing: one that runs already. Default: managed, or existing when `gitops.destination` is another cluster',
  }),
  cache: z
    .enum(['valkey', 'redis'])
    .optional()
    .meta({ description: 'Replication bus of Synapse. Default: valkey' }),
  secrets: z.enum(['existing']).optional().meta({
    description: 'existing: you create the Secrets that `plan` lists. Default: existing',
  }),
});
