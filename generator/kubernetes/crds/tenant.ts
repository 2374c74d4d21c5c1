import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IAffinity } from 'kubernetes-models/v1/Affinity';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPersistentVolumeClaimSpec } from 'kubernetes-models/v1/PersistentVolumeClaimSpec';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { Integer } from './integer.ts';

/**
 * An object store that the MinIO operator runs. Of the fields that the API server accepts, those that this platform has a use for.
 * Source: minio/operator v7.1.1 `helm/operator/templates/minio.min.io_tenants.yaml`, `pkg/apis/minio.min.io/v2/types.go`.
 */
export interface Tenant {
  apiVersion: 'minio.min.io/v2';
  kind: 'Tenant';
  metadata: IObjectMeta;
  spec: TenantSpec;
}

/** Desired state of a {@link Tenant}. */
export interface TenantSpec {
  image?: string;
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Secret with a key `config.env` of `export NAME="value"` lines; it wins over `env`. */
  configuration?: { name: string };
  env?: IEnvVar[];
  pools: TenantPool[];
  podManagementPolicy?: 'OrderedReady' | 'Parallel';
  /** True makes the operator ask the cluster for certificates. */
  requestAutoCert?: boolean;
  /** True makes the operator write a Secret beside Prometheus, and change the Prometheus object. */
  prometheusOperator?: boolean;
  priorityClassName?: string;
  readiness?: IProbe;
  liveness?: IProbe;
  sideCars?: { resources?: IResourceRequirements };
}

/** Servers that keep their stripes together. Its numbers are for ever. */
export interface TenantPool {
  name: string;
  servers: Integer;
  volumesPerServer: Integer;
  /** The claim of each single volume. */
  volumeClaimTemplate: { metadata?: { name?: string }; spec: IPersistentVolumeClaimSpec };
  labels?: { [key: string]: string };
  affinity?: IAffinity;
  nodeSelector?: { [key: string]: string };
  tolerations?: IToleration[];
  resources?: IResourceRequirements;
  securityContext?: IPodSecurityContext;
  containerSecurityContext?: ISecurityContext;
}
