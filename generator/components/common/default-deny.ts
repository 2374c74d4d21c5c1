import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';

type Policy = INetworkPolicy & KubernetesObject;

/** Nothing in, nothing out, for every pod of a namespace. */
export function makeDefaultDeny(namespace: string): Policy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

/**
 * DNS for every pod of a namespace. Cluster DNS carries the label `k8s-app: kube-dns` in every distribution, whatever the program
 * (Kubernetes, CoreDNS add-on).
 */
export function makeAllowDns(namespace: string): Policy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'allow-dns', namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  };
}
