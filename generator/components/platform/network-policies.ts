import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { namespaces } from '../common/namespaces.ts';
import type { Component } from '../component.ts';

/**
 * What holds for every pod of a namespace: nothing in, nothing out, except DNS. What a component needs beyond that stands with
 * the component, made from its declared flows.
 */
export const networkPoliciesComponent: Component = {
  name: 'network-policies',
  tier: 'platform',
  summary: 'default-deny and DNS for every namespace',
  namespace: () => namespaces.matrix.name,
  enabled: () => true,
  render: () => ({
    resources: Object.values(namespaces).flatMap(({ name }) => [makeDefaultDeny(name), makeAllowDns(name)]),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

type Policy = INetworkPolicy & KubernetesObject;

function makeDefaultDeny(namespace: string): Policy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

/** Cluster DNS carries the label `k8s-app: kube-dns` in every distribution, whatever the program (Kubernetes, CoreDNS add-on). */
function makeAllowDns(namespace: string): Policy {
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
