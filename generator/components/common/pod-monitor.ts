import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';

interface ScrapedPods {
  /** Name of the PodMonitor; Prometheus makes `<namespace>/<name>` the `job` of what it scrapes. */
  readonly name: string;
  readonly namespace: string;
  /** Labels that select the pods. */
  readonly selector: Record<string, string>;
  /** Name of the container port that serves `/metrics`. */
  readonly port: string;
}

/** Has Prometheus scrape pods, one by one: what several pods answer cannot be told apart behind a Service. */
export function podMonitor({ name, namespace, selector, port }: ScrapedPods): IPodMonitor & KubernetesObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: { selector: { matchLabels: selector }, podMetricsEndpoints: [{ port }] },
  };
}
