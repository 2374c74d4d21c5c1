/** An API version that servers do not know any more. */
export interface RemovedApi {
  readonly apiVersion: string;
  /** Only these kinds; all when absent. Some names of versions have come back for younger kinds. */
  readonly kinds?: readonly string[];
  /** First release without it. */
  readonly since: string;
  readonly successor: string;
}

/** Kubernetes: Deprecated API Migration Guide; cert-manager: API compatibility. Read on 2026-11-25. */
export const removedApis: readonly RemovedApi[] = [
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['Ingress'],
    since: 'Kubernetes 1.22',
    successor: 'networking.k8s.io/v1',
  },
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['NetworkPolicy'],
    since: 'Kubernetes 1.16',
    successor: 'networking.k8s.io/v1',
  },
  { apiVersion: 'extensions/v1beta1', since: 'Kubernetes 1.16', successor: 'apps/v1' },
  { apiVersion: 'apps/v1beta1', since: 'Kubernetes 1.16', successor: 'apps/v1' },
  { apiVersion: 'apps/v1beta2', since: 'Kubernetes 1.16', successor: 'apps/v1' },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: ['Ingress', 'IngressClass'],
    since: 'Kubernetes 1.22',
    successor: 'networking.k8s.io/v1',
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1beta1',
    since: 'Kubernetes 1.22',
    successor: 'rbac.authorization.k8s.io/v1',
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    since: 'Kubernetes 1.22',
    successor: 'apiextensions.k8s.io/v1',
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    since: 'Kubernetes 1.22',
    successor: 'admissionregistration.k8s.io/v1',
  },
  {
    apiVersion: 'apiregistration.k8s.io/v1beta1',
    since: 'Kubernetes 1.22',
    successor: 'apiregistration.k8s.io/v1',
  },
  {
    apiVersion: 'certificates.k8s.io/v1beta1',
    kinds: ['CertificateSigningRequest'],
    since: 'Kubernetes 1.22',
    successor: 'certificates.k8s.io/v1',
  },
  {
    apiVersion: 'coordination.k8s.io/v1beta1',
    kinds: ['Lease'],
    since: 'Kubernetes 1.22',
    successor: 'coordination.k8s.io/v1',
  },
  { apiVersion: 'scheduling.k8s.io/v1beta1', since: 'Kubernetes 1.22', successor: 'scheduling.k8s.io/v1' },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
    since: 'Kubernetes 1.22',
    successor: 'storage.k8s.io/v1',
  },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIStorageCapacity'],
    since: 'Kubernetes 1.27',
    successor: 'storage.k8s.io/v1',
  },
  { apiVersion: 'batch/v1beta1', since: 'Kubernetes 1.25', successor: 'batch/v1' },
  { apiVersion: 'discovery.k8s.io/v1beta1', since: 'Kubernetes 1.25', successor: 'discovery.k8s.io/v1' },
  { apiVersion: 'events.k8s.io/v1beta1', since: 'Kubernetes 1.25', successor: 'events.k8s.io/v1' },
  { apiVersion: 'autoscaling/v2beta1', since: 'Kubernetes 1.25', successor: 'autoscaling/v2' },
  { apiVersion: 'autoscaling/v2beta2', since: 'Kubernetes 1.26', successor: 'autoscaling/v2' },
  {
    apiVersion: 'policy/v1beta1',
    kinds: ['PodSecurityPolicy'],
    since: 'Kubernetes 1.25',
    successor: 'labels of Pod Security on the namespace instead',
  },
  { apiVersion: 'policy/v1beta1', since: 'Kubernetes 1.25', successor: 'policy/v1' },
  { apiVersion: 'node.k8s.io/v1beta1', since: 'Kubernetes 1.25', successor: 'node.k8s.io/v1' },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1',
    since: 'Kubernetes 1.26',
    successor: 'flowcontrol.apiserver.k8s.io/v1',
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta2',
    since: 'Kubernetes 1.29',
    successor: 'flowcontrol.apiserver.k8s.io/v1',
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3',
    since: 'Kubernetes 1.32',
    successor: 'flowcontrol.apiserver.k8s.io/v1',
  },
  ...['v1alpha2', 'v1alpha3', 'v1beta1'].flatMap((version) =>
    ['cert-manager.io', 'acme.cert-manager.io'].map((group) => ({
      apiVersion: `${group}/${version}`,
      since: 'cert-manager 1.7',
      successor: `${group}/v1`,
    })),
  ),
];
