import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';

interface ScrapedPods {
  /** Name of the PodMonitor; Prometheus makes `<namespace>/<name>` the `job` of what it scrapes. */
  readonly name: string;
  readonly namespace: string;
  /** Labels that select the pods. */
  readonly selector: Record<string, string>;
  /** Namespace of the pods. Default: that of the monitor */
  readonly podNamespace?: string;
  /** Name of the container port that serves metrics. */
  readonly port: string;
  /** Default: `/metrics` */
  readonly path?: string;
  /** Programs that an exporter asks in turn, where it answers for several. Default: none, it answers for itself. */
  readonly programs?: readonly ScrapedProgram[];
}

/** One of several programs behind an exporter; the label `program` tells their series apart. */
export interface ScrapedProgram {
  readonly program: string;
  readonly path: string;
  readonly params?: Record<string, string[]>;
}

/** Has Prometheus scrape pods, one by one: what several pods answer cannot be told apart behind a Service. */
export function podMonitor(pods: ScrapedPods): IPodMonitor & KubernetesObject {
  const { name, namespace, selector, podNamespace = namespace, port, path, programs = [] } = pods;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: {
      selector: { matchLabels: selector },
      ...(podNamespace !== namespace && { namespaceSelector: { matchNames: [podNamespace] } }),
      podMetricsEndpoints:
        programs.length === 0
          ? [{ port, ...(path !== undefined && { path }) }]
          : programs.map(({ program, ...request }) => ({
              port,
              ...request,
              relabelings: [{ targetLabel: 'program', replacement: program }],
            })),
    },
  };
}
