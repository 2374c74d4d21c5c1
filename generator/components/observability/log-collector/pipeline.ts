import type { Environment } from '../../../environment/environment.ts';
import { serviceHost } from '../../common/service-host.ts';
import { lokiName, namespace, ports } from '../names.ts';

/** Labels of a stream. Each value of each is a stream of its own: users and rooms stay in the line, where a query finds them. */
export const keptLabels = ['namespace', 'pod', 'container', 'app'];

/** Where collectors send. */
export function lokiPushUrl(environment: Environment): string {
  return `http://${serviceHost(environment, lokiName, namespace)}:${ports.loki}/loki/api/v1/push`;
}

/** A relabelling rule as Prometheus, Promtail and Alloy know it. */
export interface RelabelRule {
  readonly sources: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly target: string;
  readonly replacement?: string;
}

/** From what the API server says about a pod to labels, and to the files of its containers. */
export const podLabelRules: readonly RelabelRule[] = [
  { sources: ['__meta_kubernetes_namespace'], target: 'namespace' },
  { sources: ['__meta_kubernetes_pod_name'], target: 'pod' },
  { sources: ['__meta_kubernetes_pod_container_name'], target: 'container' },
  { sources: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'], target: 'app' },
  {
    sources: ['__meta_kubernetes_pod_uid', '__meta_kubernetes_pod_container_name'],
    separator: '/',
    target: '__path__',
    replacement: '/var/log/pods/*$1/*.log',
  },
  {
    // Files of static pods are named by another hash.
    sources: [
      '__meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash',
      '__meta_kubernetes_pod_annotation_kubernetes_io_config_hash',
      '__meta_kubernetes_pod_container_name',
    ],
    separator: '/',
    regex: 'true/(.*)',
    target: '__path__',
    replacement: '/var/log/pods/*$1/*.log',
  },
];

/** Text of lines that nobody may keep: what the group of `expression` matches becomes `***` in the streams of `selector`. */
export interface Redaction {
  readonly selector: string;
  readonly expression: string;
}

/**
 * The path of the chat server's webhook, which holds its token: Argo CD's notifications write the URL of every request into their log, whatever
 * its level (hashicorp/go-retryablehttp v0.7.8 `client.go`, seen with argocd v3.4.7).
 */
export function listRedactions({ argocd, gitops, slots }: Environment): Redaction[] {
  if (argocd.notifications === null || slots.argocd !== 'managed') return [];
  const origin = argocd.notifications.replaceAll('.', '\\.');
  return [
    {
      selector: `{namespace="${gitops.argocdNamespace}", container="notifications-controller"}`,
      expression: `${origin}/([^\\s"\\\\]+)`,
    },
  ];
}
