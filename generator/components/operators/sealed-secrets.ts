import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { placementFor } from '../common/placement.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Flow } from '../component.ts';
import type { ChartPods, ChartResources } from './chart-pods.ts';
import { sealedSecretsPods } from './secrets-pods.ts';

const name = 'sealed-secrets';
const namespace: string = namespaces.sealedSecrets.name;

/** The values of chart sealed-secrets that we set. It has no schema, and always one replica. */
type SealedSecretsValues = Omit<ChartPods, 'topologySpreadConstraints'> & {
  /** Upstream calls several of its releases on Docker Hub, the default, incomplete (RELEASE-NOTES.md: 0.36.3, 0.36.5, 0.36.6). */
  image: { registry: 'ghcr.io'; repository: string };
  priorityClassName: string;
  resources: ChartResources;
  /** What Pod Security level restricted asks for and the chart leaves out. */
  podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } };
  containerSecurityContext: { allowPrivilegeEscalation: false };
  /** Everyone who can sign in could otherwise ask the controller. */
  rbac: { serviceProxier: { create: false } };
  logFormat: 'json';
};

/** Opens the Secrets that are committed encrypted. */
export const sealedSecretsComponent: Component = {
  name,
  tier: 'operators',
  summary: 'Sealed Secrets controller and its CRD',
  namespace: () => namespace,
  enabled: ({ slots }) => slots.secrets === 'sealed-secrets',
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.sealedSecrets,
      releaseName: name,
      values: makeValues(environment),
      images: { 'image.registry': 'ghcr.io' },
    },
    flows,
    secrets: [],
  }),
};

function makeValues(environment: Environment): SealedSecretsValues {
  return {
    image: { registry: 'ghcr.io', repository: 'bitnami-labs/sealed-secrets-controller' },
    priorityClassName: priorityClasses.data.name,
    resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '256Mi' }),
    podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    containerSecurityContext: { allowPrivilegeEscalation: false },
    rbac: { serviceProxier: { create: false } },
    logFormat: 'json',
    ...placementFor(environment, 'infrastructure'),
  };
}

const flows: readonly Flow[] = [
  flowToKubeApiServer(sealedSecretsPods, 'the controller watches SealedSecrets and writes Secrets'),
  {
    from: { kind: 'kube-apiserver' },
    to: sealedSecretsPods,
    ports: [{ port: 8080, protocol: 'TCP' }],
    why: 'kubeseal fetches the certificate through the API server',
  },
];
