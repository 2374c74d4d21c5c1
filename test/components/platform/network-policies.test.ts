import { describe, expect, it } from 'vitest';
import { networkPoliciesComponent } from '../../../generator/components/platform/network-policies.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const { resources } = networkPoliciesComponent.render(referenceEnvironment());

describe('network policies', () => {
  it('stand in every namespace', () => {
    expect(resources.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'cert-manager/default-deny',
      'cert-manager/allow-dns',
      'cnpg-system/default-deny',
      'cnpg-system/allow-dns',
      'edge/default-deny',
      'edge/allow-dns',
      'matrix/default-deny',
      'matrix/allow-dns',
      'metallb-system/default-deny',
      'metallb-system/allow-dns',
      'monitoring/default-deny',
      'monitoring/allow-dns',
      'redis-livekit/default-deny',
      'redis-livekit/allow-dns',
      'minio/default-deny',
      'minio/allow-dns',
      'rtc/default-deny',
      'rtc/allow-dns',
      'redis-synapse/default-deny',
      'redis-synapse/allow-dns',
    ]);
  });

  it('deny everything to every pod', () => {
    const [deny] = resources;
    expect(deny && Reflect.get(deny, 'spec')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('allow DNS to the cluster DNS only', () => {
    const [, dns] = resources;
    expect(dns && Reflect.get(dns, 'spec')).toEqual({
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
    });
  });
});
