import { z } from 'zod';
import { bytesSchema, resourcesSchema } from './scalars.ts';

/** Programs of the control plane that listen to everybody only where somebody has said so. */
export const controlPlanePrograms = ['controller-manager', 'scheduler', 'etcd', 'kube-proxy'] as const;

/** Metrics, logs and alerts. */
export const observabilitySchema = z.strictObject({
  alertmanager: z.boolean().optional().meta({
    description:
      'Sends alerts to people, by the configuration in Secret alertmanager-config. Without it alerts are only shown. Default: false',
  }),
  controlPlane: z.array(z.enum(controlPlanePrograms)).optional().meta({
    description:
      'Programs of the control plane to read metrics from; most distributions bind them to the loopback address. Default: none',
  }),
  prometheus: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .max(2)
        .optional()
        .meta({ description: 'Each reads everything. Default: 2, or 1 with availability: single' }),
      retentionDays: z
        .int()
        .min(1)
        .max(400)
        .optional()
        .meta({ description: 'Days that metrics are kept. Default: 30' }),
      storage: bytesSchema
        .optional()
        .meta({ description: 'Volume of one replica. Default: from the sizing preset' }),
      resources: resourcesSchema
        .optional()
        .meta({ description: 'Requests and memory limit of one replica. Default: from the sizing preset' }),
    })
    .optional()
    .meta({ description: 'Metrics' }),
  loki: z
    .strictObject({
      replicas: z.literal([1, 3]).optional().meta({
        description:
          'Servers; three keep every log line three times until it is in the object store. Default: 3, or 1 with availability: single',
      }),
      retentionDays: z
        .int()
        .min(1)
        .max(400)
        .optional()
        .meta({ description: 'Days that logs are kept. Default: 14' }),
      storage: bytesSchema
        .optional()
        .meta({ description: 'Volume of one server. Default: from the sizing preset' }),
      resources: resourcesSchema
        .optional()
        .meta({ description: 'Requests and memory limit of one server. Default: from the sizing preset' }),
    })
    .optional()
    .meta({ description: 'Logs' }),
});
