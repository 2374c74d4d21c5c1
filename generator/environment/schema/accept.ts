import { z } from 'zod';
import { daySchema } from './scalars.ts';

/** A finding that this environment lives with for a while. */
export const acceptSchema = z.strictObject({
  rule: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a rule such as postgres/pool-mode')
    .meta({ description: 'Rule slug' }),
  resource: z
    .string()
    .min(1, 'the name of a resource')
    .meta({ description: 'Resource as the finding names it: Deployment.apps matrix/element-web' }),
  reason: z
    .string()
    .min(10, 'a reason of at least 10 characters')
    .meta({ description: 'Why this is acceptable, for the next reader' }),
  until: daySchema.meta({ description: 'Last day of the acceptance; afterwards the finding counts again' }),
});

/** A danger of a change that somebody decided to take on. */
export const acknowledgeSchema = z.strictObject({
  danger: z
    .string()
    .regex(/^[a-z-]+\/[a-z-]+$/, 'a danger such as data-loss/removed')
    .meta({ description: 'Danger as the review names it' }),
  resource: z
    .string()
    .min(1, 'the name of a resource')
    .meta({ description: 'Resource as the review names it: Cluster.postgresql.cnpg.io matrix/synapse-db' }),
  reason: z
    .string()
    .min(10, 'a reason of at least 10 characters')
    .meta({ description: 'Why this is right, for the next reader' }),
  until: daySchema.meta({ description: 'Last day of the acknowledgement' }),
});
