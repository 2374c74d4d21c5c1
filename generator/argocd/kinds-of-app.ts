import { groupOf } from '../kubernetes/object.ts';
import type { PlatformApp } from '../platform/platform.ts';
import { type ChartKinds, type ClusterKind, kindsOfChart, type NamespacedKind } from './chart-kinds.ts';

/**
 * Kinds that controllers make out of ours. A project that does not list them hides them from the tree in Argo CD's UI, and with
 * them the logs of the pods (argoproj/argo-cd v3.5.1 `controller/appcontroller.go`, where children are filtered by project).
 */
const ownedKinds: Readonly<Record<string, readonly NamespacedKind[]>> = {
  'apps/Deployment': [
    { group: 'apps', kind: 'ReplicaSet' },
    { group: '', kind: 'Pod' },
  ],
  'apps/StatefulSet': [
    { group: '', kind: 'PersistentVolumeClaim' },
    { group: '', kind: 'Pod' },
  ],
  'apps/DaemonSet': [{ group: '', kind: 'Pod' }],
  'batch/CronJob': [
    { group: 'batch', kind: 'Job' },
    { group: '', kind: 'Pod' },
  ],
  'batch/Job': [{ group: '', kind: 'Pod' }],
  'monitoring.coreos.com/Prometheus': [
    { group: 'apps', kind: 'StatefulSet' },
    { group: '', kind: 'PersistentVolumeClaim' },
    { group: '', kind: 'Pod' },
  ],
  'monitoring.coreos.com/Alertmanager': [
    { group: 'apps', kind: 'StatefulSet' },
    { group: '', kind: 'PersistentVolumeClaim' },
    { group: '', kind: 'Pod' },
  ],
  'postgresql.cnpg.io/Cluster': [
    { group: '', kind: 'PersistentVolumeClaim' },
    { group: '', kind: 'Pod' },
    { group: 'batch', kind: 'Job' },
  ],
  'postgresql.cnpg.io/Pooler': [
    { group: 'apps', kind: 'Deployment' },
    { group: 'apps', kind: 'ReplicaSet' },
    { group: '', kind: 'Pod' },
  ],
};

/** Everything that an Application writes, by kind, and what comes of it. */
export function kindsOfApp({ resources, configMaps, helm }: PlatformApp): ChartKinds {
  const chart = helm === undefined ? { cluster: [], namespaced: [] } : kindsOfChart(helm.chart);
  const cluster: ClusterKind[] = [...chart.cluster];
  const namespaced: NamespacedKind[] = [...chart.namespaced];
  if (configMaps.length > 0) namespaced.push({ group: '', kind: 'ConfigMap' });
  for (const { apiVersion, kind, metadata } of resources) {
    const group = groupOf(apiVersion);
    if (metadata.namespace === undefined) cluster.push({ group, kind, name: metadata.name });
    else namespaced.push({ group, kind });
  }
  const owned = namespaced.flatMap(({ group, kind }) => ownedKinds[`${group}/${kind}`] ?? []);
  return { cluster, namespaced: [...namespaced, ...owned] };
}
