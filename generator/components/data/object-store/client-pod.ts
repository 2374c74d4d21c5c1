import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { mountTrustedCa } from '../../platform/certificates/names.ts';

/** A script that talks to stores with mc. */
export interface StoreClient {
  readonly labels: WorkloadLabels;
  readonly serviceAccount: string;
  readonly command: string[];
  readonly env: IEnvVar[];
  /** ConfigMap that is mounted as `/config`. */
  readonly config: string;
  /** More volumes, read-only. */
  readonly volumes: readonly { readonly mountPath: string; readonly volume: IVolume }[];
  /** Most that it writes to `/tmp`. */
  readonly scratch: string;
}

/** A pod that runs to completion. Its image has bash and coreutils, but neither grep nor sed. */
export function makeClientPod(environment: Environment, client: StoreClient): IPodTemplateSpec {
  const ca = mountTrustedCa(environment);
  return {
    metadata: { labels: objectLabels(client.labels) },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: client.serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurityContext(1000),
      priorityClassName: priorityClasses.standard.name,
      ...placementFor(environment, 'infrastructure'),
      containers: [
        {
          name: 'mc',
          image: imageReference(images.minioClient),
          command: client.command,
          env: [{ name: 'MC_CONFIG_DIR', value: '/tmp/mc' }, ...client.env, ...ca.env],
          securityContext: containerSecurityContext,
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
          volumeMounts: [
            { name: 'config', mountPath: '/config', readOnly: true },
            { name: 'tmp', mountPath: '/tmp' },
            ...client.volumes.map(({ mountPath, volume }) => ({
              name: volume.name,
              mountPath,
              readOnly: true,
            })),
            ...ca.volumeMounts,
          ],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: client.config } },
        { name: 'tmp', emptyDir: { sizeLimit: client.scratch } },
        ...client.volumes.map(({ volume }) => volume),
        ...ca.volumes,
      ],
    },
  };
}
