import { z } from 'zod';
import { acceptSchema, acknowledgeSchema } from './accept.ts';
import { argocdSchema } from './argocd.ts';
import { cacheLivekitSchema } from './cache-livekit.ts';
import { cacheSynapseSchema } from './cache-synapse.ts';
import { certificatesSchema } from './certificates.ts';
import { clusterSchema } from './cluster.ts';
import { adminUiSchema, edgeSchema } from './edge.ts';
import { elementWebSchema } from './element-web.ts';
import { gitopsSchema } from './gitops.ts';
import { hostsSchema } from './hosts.ts';
import { mirrorSchema } from './mirror.ts';
import { networkSchema } from './network.ts';
import { objectStoreSchema } from './object-store.ts';
import { observabilitySchema } from './observability.ts';
import { postgresSchema } from './postgres.ts';
import { rtcSchema } from './rtc.ts';
import { nameSchema } from './scalars.ts';
import { scaleSchema } from './scale.ts';
import { secretsSchema } from './secrets.ts';
import { slotsSchema } from './slots.ts';
import { synapseSchema } from './synapse.ts';

/** A partial manifest: `apiVersion`, `kind`, `metadata.name` and what to change. */
const patchSchema = z.looseObject({
  apiVersion: z.string().min(1, 'an API version such as apps/v1').meta({ description: 'API version' }),
  kind: z.string().min(1, 'a kind such as Deployment').meta({ description: 'Kind' }),
  metadata: z
    .looseObject({ name: z.string().min(1, 'the name of an object').meta({ description: 'Object name' }) })
    .meta({ description: 'Name, and namespace where two objects share the name' }),
});

/** What a person writes in `environments/<name>.yaml`. */
export const environmentFileSchema = z.strictObject({
  name: nameSchema
    .max(20, 'a name of at most 20 characters')
    .meta({ description: 'Name of the environment; equals the file name' }),
  sample: z.boolean().optional().meta({
    description: 'True in the samples: documentation names and addresses are then allowed. Default: false',
  }),
  scale: scaleSchema.meta({ description: 'How many people, and whether losing a node may interrupt them' }),
  slots: slotsSchema.optional().meta({ description: 'Which product fills each role' }),
  hosts: hostsSchema.meta({ description: 'Names that people and other servers see' }),
  gitops: gitopsSchema.meta({ description: 'Where Argo CD reads this repository and where it deploys' }),
  argocd: argocdSchema.optional().meta({ description: 'Argo CD, where this repository installs it' }),
  airGapped: z.boolean().optional().meta({
    description:
      'True when nothing outside can be reached: no name of the outside may then be written anywhere. Default: false',
  }),
  mirror: mirrorSchema.nullable().optional().meta({
    description: 'Where images and charts come from instead of their public registries. Default: none',
  }),
  cluster: clusterSchema.meta({ description: 'The Kubernetes cluster' }),
  network: networkSchema.meta({ description: 'Addresses and ports that the outside world meets' }),
  certificates: certificatesSchema
    .optional()
    .meta({ description: 'Certificates of the public hosts, and whom programs trust' }),
  secrets: secretsSchema.optional().meta({ description: 'Where the values of Secrets are kept' }),
  postgres: postgresSchema.optional().meta({ description: 'The database of Synapse' }),
  cacheSynapse: cacheSynapseSchema
    .optional()
    .meta({ description: 'The replication bus between Synapse processes' }),
  cacheLivekit: cacheLivekitSchema.optional().meta({ description: 'The cache of calls' }),
  objectStore: objectStoreSchema
    .optional()
    .meta({ description: 'Media and other objects, and their backup' }),
  synapse: synapseSchema
    .optional()
    .meta({ description: 'Synapse: the main process, its workers and their router' }),
  edge: edgeSchema.optional().meta({ description: 'The proxies that the outside reaches' }),
  adminUi: adminUiSchema.optional().meta({ description: 'Pages for administrators' }),
  rtc: rtcSchema.optional().meta({ description: 'Calls: TURN servers, media servers, authoriser' }),
  elementWeb: elementWebSchema.optional().meta({ description: 'The web client' }),
  observability: observabilitySchema.optional().meta({ description: 'Metrics, logs and alerts' }),
  patches: z.record(nameSchema, z.array(patchSchema)).optional().meta({
    description: 'Strategic merge patches by component, applied after everything else',
  }),
  acknowledge: z.array(acknowledgeSchema).optional().meta({
    description: 'Dangers of a change that are taken on deliberately; a review names them',
  }),
  accept: z.array(acceptSchema).optional().meta({ description: 'Accepted findings' }),
});

/** An environment file as written: most values are optional. */
export type EnvironmentFile = z.infer<typeof environmentFileSchema>;
