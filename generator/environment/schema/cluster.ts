import { z } from 'zod';
import {
  bytesSchema,
  cidrSchema,
  cpuSchema,
  hostSchema,
  nameSchema,
  portRangeSchema,
  portSchema,
  reservedBytesSchema,
  reservedCpuSchema,
} from './scalars.ts';

/** What a node pool is for. A workload runs on the pool that carries its role, or anywhere when no pool does. */
export const nodeRoles = ['database', 'cache', 'storage', 'application', 'webrtc', 'infrastructure'] as const;

/** Role of a node pool. */
export type NodeRole = (typeof nodeRoles)[number];

const labelKey = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const labelsSchema = z.record(
  z.string().regex(labelKey, 'a label key such as node-role.kubernetes.io/database'),
  z.string().regex(labelValue, 'a label value of at most 63 letters, digits, - _ .'),
);

const taintSchema = z.strictObject({
  key: z.string().regex(labelKey, 'a taint key such as dedicated').meta({ description: 'Key of the taint' }),
  value: z
    .string()
    .regex(labelValue, 'a taint value of at most 63 letters, digits, - _ .')
    .optional()
    .meta({ description: 'Value of the taint. Default: none, any value is tolerated' }),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .meta({ description: 'What the taint does to pods that do not tolerate it' }),
});

const nodePoolSchema = z.strictObject({
  count: z.int().min(1).max(1000).meta({ description: 'Nodes in this pool' }),
  roles: z.array(z.enum(nodeRoles)).optional().meta({
    description: 'Workloads that belong here; several pools cannot carry one role. Default: none',
  }),
  cpu: cpuSchema.meta({ description: 'CPU of one node, such as 16' }),
  memory: bytesSchema.meta({ description: 'Memory of one node, such as 64Gi' }),
  disk: bytesSchema.meta({ description: 'Local disk of one node for persistent volumes, such as 1Ti' }),
  labels: labelsSchema.optional().meta({ description: 'Labels that select this pool. Default: none' }),
  taints: z
    .array(taintSchema)
    .optional()
    .meta({ description: 'Taints that our workloads tolerate. Default: none' }),
  reserved: z
    .strictObject({
      cpu: reservedCpuSchema.optional().meta({ description: 'CPU. Default: 500m' }),
      memory: reservedBytesSchema.optional().meta({ description: 'Memory. Default: 1Gi' }),
    })
    .optional()
    .meta({ description: 'Kept for the system and DaemonSets on each node. Default: 500m and 1Gi' }),
});

/** The Kubernetes cluster. */
export const clusterSchema = z.strictObject({
  version: z
    .string()
    .regex(/^1\.(3[4-6])$/, 'a Kubernetes minor from 1.34 to 1.36, in quotes')
    .meta({ description: 'Kubernetes minor version, 1.34 to 1.36: what every pinned operator supports' }),
  dnsDomain: hostSchema.optional().meta({ description: 'Domain of cluster DNS. Default: cluster.local' }),
  apiServerPort: portSchema.optional().meta({
    description:
      'Port that the API servers listen on, as `kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes` shows it: policies allow this one. Default: 6443',
  }),
  podCidrs: z.array(cidrSchema).min(1).max(2).meta({ description: 'Networks of pods, one per IP family' }),
  serviceCidrs: z
    .array(cidrSchema)
    .min(1)
    .max(2)
    .meta({ description: 'Networks of Services, one per IP family' }),
  nodeCidrs: z
    .array(cidrSchema)
    .min(1)
    .meta({ description: 'Networks of the nodes, the API server included' }),
  storageClasses: z
    .strictObject({
      fast: nameSchema.meta({ description: 'Local NVMe or better: databases' }),
      standard: nameSchema.meta({ description: 'Everything else' }),
    })
    .meta({ description: 'StorageClasses that exist in the cluster' }),
  reservedPorts: z.array(portRangeSchema).optional().meta({
    description:
      'Ports that the nodes keep from outgoing connections (sysctl net.ipv4.ip_local_reserved_ports). Default: none',
  }),
  nodePools: z.record(nameSchema, nodePoolSchema).meta({ description: 'Node inventory by pool' }),
});
