import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { placementFor } from '../common/placement.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import type { ChartPods, ChartResources } from './chart-pods.ts';
import { cloudnativePgPods } from './cloudnative-pg-pods.ts';

const name = 'barman-cloud';
const namespace: string = namespaces.cnpgSystem.name;

/** Port of the plugin's gRPC server, in the pod and in its Service. */
const pluginPort = 9090;

/**
 * The values of chart plugin-barman-cloud that we set. `replicaCount` stays 1: the gRPC server starts only where the leader lease is held
 * (plugin-barman-cloud v0.13.0 `internal/cnpgi/operator/manager.go` adds it as a leader's runnable), so a second pod never becomes ready
 * and neither does the Deployment.
 */
type BarmanCloudValues = Omit<ChartPods, 'topologySpreadConstraints'> & {
  /** The chart annotates its CRD `helm.sh/resource-policy: keep`. */
  crds: { create: true };
  priorityClassName: string;
  resources: ChartResources;
};

/**
 * Backups and WAL archiving of CloudNativePG. It comes one wave after the operators, because its chart contains Certificates, which need
 * cert-manager's CRDs and webhook; it lives in the operator's namespace, because the operator looks for plugins there only.
 */
export const barmanCloudComponent: Component = {
  name,
  tier: 'plugins',
  summary: 'Barman Cloud plugin: PostgreSQL backups to object storage',
  namespace: () => namespace,
  enabled: ({ postgres }) => postgres.backup !== null,
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.barmanCloud,
      // Contains the chart's name, which makes it the name of all its objects.
      releaseName: charts.barmanCloud.chart,
      values: makeValues(environment),
      images: { 'image.registry': 'ghcr.io', 'sidecarImage.registry': 'ghcr.io' },
    },
    flows,
    secrets: [],
  }),
};

function makeValues(environment: Environment): BarmanCloudValues {
  return {
    crds: { create: true },
    priorityClassName: priorityClasses.data.name,
    resources: containerResources({ cpu: '50m', memory: '128Mi', memoryLimit: '256Mi' }),
    ...placementFor(environment, 'infrastructure'),
  };
}

const plugin: Endpoint = {
  kind: 'pods',
  component: name,
  namespace,
  labels: { 'app.kubernetes.io/name': charts.barmanCloud.chart },
};

const flows: readonly Flow[] = [
  {
    from: cloudnativePgPods,
    to: plugin,
    ports: [{ port: pluginPort, protocol: 'TCP' }],
    why: 'the operator asks the plugin how backups change an instance',
  },
  flowToKubeApiServer(plugin, 'the plugin watches object stores and writes roles'),
];
