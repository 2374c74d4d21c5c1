import type { TierName } from '../../generator/components/tiers.ts';
import { tiers } from '../../generator/components/tiers.ts';
import type { Environment } from '../../generator/environment/environment.ts';
import type { KubernetesObject } from '../../generator/kubernetes/object.ts';
import type { Platform, PlatformApp } from '../../generator/platform/platform.ts';
import { referenceEnvironment } from '../../generator/platform/reference-environment.ts';
import { charts } from '../../generator/versions.ts';

/** An app that deploys one ConfigMap-free Service, or what is given. */
export function makeApp(component: string, tier: TierName, more: Partial<PlatformApp> = {}): PlatformApp {
  return {
    component,
    tier,
    wave: tiers[tier].wave,
    summary: `test ${component}`,
    namespace: 'matrix',
    resources: [makeObject('v1', 'Service', component, 'matrix')],
    configMaps: [],
    ...more,
  };
}

export function makeObject(
  apiVersion: string,
  kind: string,
  name: string,
  namespace?: string,
): KubernetesObject {
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}

/** A small platform of every sort: namespaces, a chart alone, a chart with objects, a database, a workload. */
export function makePlatform(
  gitops: Partial<Environment['gitops']> = {},
  apps: readonly PlatformApp[] = defaultApps,
  slots: Partial<Environment['slots']> = {},
): Platform {
  const reference = referenceEnvironment();
  const environment: Environment = {
    ...reference,
    name: 'production',
    slots: { ...reference.slots, ...slots },
    gitops: { ...reference.gitops, repository: 'https://git.example.org/matrix.git', ...gitops },
  };
  return { environment, apps, flows: [], secrets: [] };
}

const defaultApps: readonly PlatformApp[] = [
  makeApp('namespaces', 'foundation', {
    resources: [makeObject('v1', 'Namespace', 'matrix'), makeObject('v1', 'Namespace', 'cert-manager')],
  }),
  makeApp('barman-cloud', 'plugins', {
    namespace: 'cnpg-system',
    resources: [],
    helm: {
      chart: charts.barmanCloud,
      releaseName: 'plugin-barman-cloud',
      values: { crds: { create: true } },
    },
  }),
  makeApp('cert-manager', 'operators', {
    namespace: 'cert-manager',
    resources: [makeObject('networking.k8s.io/v1', 'NetworkPolicy', 'cert-manager-webhook', 'cert-manager')],
    helm: { chart: charts.certManager, releaseName: 'cert-manager', values: { replicaCount: 2 } },
  }),
  makeApp('postgres', 'data', {
    resources: [makeObject('postgresql.cnpg.io/v1', 'Cluster', 'synapse-db', 'matrix')],
  }),
  makeApp('element-web', 'clients', {
    resources: [
      makeObject('apps/v1', 'Deployment', 'element-web', 'matrix'),
      makeObject('v1', 'Service', 'element-web', 'matrix'),
    ],
    configMaps: [{ name: 'element-web', namespace: 'matrix', labels: {}, files: {} }],
  }),
];
