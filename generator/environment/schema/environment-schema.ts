import { z } from 'zod';
import { acceptSchema } from './accept.ts';
import { cacheSynapseSchema } from './cache-synapse.ts';
import { clusterSchema } from './cluster.ts';
import { elementWebSchema } from './element-web.ts';
import { gitopsSchema } from './gitops.ts';
import { hostsSchema } from './hosts.ts';
import { networkSchema } from './network.ts';
import { postgresSchema } from './postgres.ts';
import { nameSchema } from './scalars.ts';
import { scaleSchema } from './scale.ts';
import { slotsSchema } from './slots.ts';
import { synapseSchema } from './synapse.ts';

/** A partial manifest: `apiVersion`, `kind`, `metadata.name` and what to change. */
const patchSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** What a person writes in `environments/<name>.yaml`. */
export const environmentFileSchema = z.strictObject({
  name: nameSchema.max(20).meta({ description: 'Name of the environment; equals the file name' }),
  sample: z.boolean().optional().meta({
    description: 'True in the samples: documentation names and addresses are then allowed. Default: false',
  }),
  scale: scaleSchema,
  slots: slotsSchema.optional(),
  hosts: hostsSchema,
  gitops: gitopsSchema,
  cluster: clusterSchema,
  network: networkSchema,
  postgres: postgresSchema.optional(),
  cacheSynapse: cacheSynapseSchema.optional(),
  synapse: synapseSchema.optional(),
  elementWeb: elementWebSchema.optional(),
  patches: z.record(nameSchema, z.array(patchSchema)).optional().meta({
    description: 'Strategic merge patches by component, applied after everything else',
  }),
  accept: z.array(acceptSchema).optional().meta({ description: 'Accepted findings' }),
});

/** An environment file as written: most values are optional. */
export type EnvironmentFile = z.infer<typeof environmentFileSchema>;
