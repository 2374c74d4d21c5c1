import { z } from 'zod';

/** How many people, and whether losing a node may interrupt them. */
export const scaleSchema = z.strictObject({
  users: z.int().min(1).max(20_000).meta({
    description: 'Users online at the same time at the busiest hour; selects the sizing preset (up to 20000)',
  }),
  availability: z.enum(['high', 'single']).optional().meta({
    description:
      'high: every part survives the loss of one node. single: one replica of everything that allows it. Default: high',
  }),
});
