import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { outside } from '../common/outside.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import { type ChartPods, type ChartResources, operatorPods, operatorReplicas } from './chart-pods.ts';

const name = 'cert-manager';
const namespace: string = namespaces.certManager.name;

/** Container port of the admission webhook (chart value `webhook.securePort`). */
const webhookPort = 10_250;

/** Values of one of the three Deployments of the chart. */
type CertManagerDeploymentValues = ChartPods & {
  replicaCount: number;
  /** A budget is only rendered for more than one replica. */
  podDisruptionBudget?: { enabled: true; maxUnavailable: number };
  resources: ChartResources;
  extraArgs: string[];
};

/** The values of chart cert-manager that we set. The chart's schema refuses any other key. */
type CertManagerValues = CertManagerDeploymentValues & {
  /** `keep` keeps Certificates when the chart goes: deleting a CRD deletes all its objects. */
  crds: { enabled: true; keep: true };
  global: {
    priorityClassName: string;
    /** Default `kube-system`, which no Application of ours may write to. */
    leaderElection: { namespace: string };
  };
  /** Off: a Helm hook Job that Argo CD would run after every sync. */
  startupapicheck: { enabled: false };
  prometheus: { enabled: false };
  /** Asks the cluster's DNS whether a challenge can be seen; otherwise it asks name servers of the whole world, which no policy allows. */
  dns01RecursiveNameserversOnly: true;
  webhook: CertManagerDeploymentValues;
  cainjector: CertManagerDeploymentValues;
};

/** Issues and renews certificates: the backup plugin's own, later those of the public hosts. */
export const certManagerComponent: Component = {
  name,
  tier: 'operators',
  summary: 'cert-manager and its CRDs',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.certManager,
      releaseName: name,
      values: makeValues(environment),
      images: { imageRegistry: 'quay.io' },
    },
    flows: [...flows, ...makeIssuerFlows(environment)],
    secrets: [],
  }),
};

function makeValues(environment: Environment): CertManagerValues {
  return {
    crds: { enabled: true, keep: true },
    global: {
      priorityClassName: priorityClasses.standard.name,
      leaderElection: { namespace },
    },
    startupapicheck: { enabled: false },
    prometheus: { enabled: false },
    dns01RecursiveNameserversOnly: true,
    // The controller and the CA injector cache every Secret and CRD of the cluster: memory grows with the cluster.
    ...deploymentValues(environment, 'controller', { cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' }),
    webhook: deploymentValues(environment, 'webhook', { cpu: '50m', memory: '64Mi', memoryLimit: '128Mi' }),
    cainjector: deploymentValues(environment, 'cainjector', {
      cpu: '50m',
      memory: '128Mi',
      memoryLimit: '512Mi',
    }),
  };
}

function deploymentValues(
  environment: Environment,
  component: string,
  resources: { cpu: string; memory: string; memoryLimit: string },
): CertManagerDeploymentValues {
  const replicaCount = operatorReplicas(environment);
  return {
    replicaCount,
    ...(replicaCount > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
    resources: containerResources(resources),
    extraArgs: ['--logging-format=json'],
    ...operatorPods(environment, podLabels(component)),
  };
}

/** Labels that the chart gives to the pods of one Deployment. */
function podLabels(component: string): Record<string, string> {
  return { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/component': component };
}

function pods(labels: Record<string, string>): Endpoint {
  return { kind: 'pods', component: name, namespace, labels };
}

const flows: readonly Flow[] = [
  {
    from: { kind: 'kube-apiserver' },
    to: pods(podLabels('webhook')),
    ports: [{ port: webhookPort, protocol: 'TCP' }],
    why: 'the API server has Certificates and Issuers checked by the webhook',
  },
  flowToKubeApiServer(
    pods({ 'app.kubernetes.io/instance': name }),
    'cert-manager watches and writes its objects',
  ),
];

/** A private CA is a Secret; ACME and its DNS are outside. */
function makeIssuerFlows(environment: Environment): Flow[] {
  if (environment.slots.certificates === 'private-ca') return [];
  const from = pods(podLabels('controller'));
  const { rfc2136 } = environment.certificates.acme;
  return [
    {
      from,
      to: outside(environment),
      ports: [{ port: 443, protocol: 'TCP' }],
      why: 'the ACME server and the API of the DNS provider',
    },
    ...(rfc2136 === null
      ? []
      : [
          {
            from,
            to: {
              kind: 'cidrs',
              cidrs: [`${rfc2136.nameserver}/${rfc2136.nameserver.includes(':') ? 128 : 32}`],
            },
            ports: [{ port: 53, protocol: 'TCP' }],
            why: 'challenges are written to the name server',
          } satisfies Flow,
        ]),
  ];
}
