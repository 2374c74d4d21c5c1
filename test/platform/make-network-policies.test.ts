import { describe, expect, it } from 'vitest';
import type { Endpoint, Flow } from '../../generator/components/component.ts';
import { makeNetworkPolicies } from '../../generator/platform/make-network-policies.ts';
import { referenceEnvironment } from '../../generator/platform/reference-environment.ts';

const environment = referenceEnvironment();

function pods(component: string, namespace: string, labels: Record<string, string>): Endpoint {
  return { kind: 'pods', component, namespace, labels };
}

const web = pods('web', 'front', { 'app.kubernetes.io/name': 'web' });
const store = pods('store', 'back', {
  'app.kubernetes.io/name': 'store',
  'app.kubernetes.io/component': 'main',
});
const webToStore: Flow = {
  from: web,
  to: store,
  ports: [{ port: 5432, protocol: 'TCP' }],
  why: 'web reads the store',
};

describe('makeNetworkPolicies', () => {
  it('sees pods of the host network under the addresses of the nodes', () => {
    const flow: Flow = { ...webToStore, from: { kind: 'nodes' } };
    const policies = makeNetworkPolicies(environment, [flow]);
    expect([...policies.keys()]).toEqual(['store']);
    const from = environment.cluster.nodeCidrs.map((cidr) => ({ ipBlock: { cidr } }));
    expect(policies.get('store')?.[0]?.spec?.ingress?.[0]?.from).toEqual(from);
  });

  it('allows a flow as egress of its source and as ingress of its target', () => {
    const policies = makeNetworkPolicies(environment, [webToStore]);
    expect(policies.get('web')).toEqual([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          name: 'web',
          namespace: 'front',
          annotations: { 'kubernetes.io/description': 'web reads the store' },
        },
        spec: {
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
          policyTypes: ['Egress'],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'back' } },
                  podSelector: {
                    matchLabels: { 'app.kubernetes.io/name': 'store', 'app.kubernetes.io/component': 'main' },
                  },
                },
              ],
              ports: [{ protocol: 'TCP', port: 5432 }],
            },
          ],
        },
      },
    ]);
    expect(policies.get('store')?.[0]?.metadata?.name).toBe('store-main');
    expect(policies.get('store')?.[0]?.spec?.policyTypes).toEqual(['Ingress']);
  });

  it('leaves the namespace out of a peer in the same namespace', () => {
    const near = pods('near', 'back', { app: 'near' });
    const [policy] = makeNetworkPolicies(environment, [{ ...webToStore, from: near }]).get('store') ?? [];
    expect(policy?.spec?.ingress?.[0]?.from).toEqual([{ podSelector: { matchLabels: { app: 'near' } } }]);
  });

  it('puts the ports of several flows to one peer into one rule', () => {
    const flows: Flow[] = [
      webToStore,
      { ...webToStore, ports: [{ port: 8000, protocol: 'TCP' }], why: 'status' },
    ];
    const [policy] = makeNetworkPolicies(environment, flows).get('web') ?? [];
    expect(policy?.spec?.egress).toHaveLength(1);
    expect(policy?.spec?.egress?.[0]?.ports?.map(({ port }) => port)).toEqual([5432, 8000]);
    expect(policy?.metadata?.annotations).toEqual({
      'kubernetes.io/description': 'web reads the store; status',
    });
  });

  it('keeps only exceptions inside the block, since the API server refuses others', () => {
    const out: Flow = {
      from: web,
      to: { kind: 'cidrs', cidrs: ['0.0.0.0/0', '::/0'], except: ['10.0.0.0/8', 'fd00::/8', '0.0.0.0/0'] },
      ports: [{ port: 443, protocol: 'TCP' }],
      why: 'federation',
    };
    const [policy] = makeNetworkPolicies(environment, [out]).get('web') ?? [];
    expect(policy?.spec?.egress?.[0]?.to).toEqual([
      { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } },
      { ipBlock: { cidr: '::/0', except: ['fd00::/8'] } },
    ]);
  });

  it('lets pods reach the API server on the port that it listens on', () => {
    const watch: Flow = { from: web, to: { kind: 'kube-apiserver' }, ports: [], why: 'it watches' };
    const moved = { ...environment, cluster: { ...environment.cluster, apiServerPort: 443 } };
    const ports = (of: typeof environment) =>
      makeNetworkPolicies(of, [watch]).get('web')?.[0]?.spec?.egress?.[0]?.ports;
    expect(ports(environment)).toEqual([{ protocol: 'TCP', port: 6443 }]);
    expect(ports(moved)).toEqual([{ protocol: 'TCP', port: 443 }]);
  });

  it('lets the API server in from the node networks', () => {
    const hook: Flow = {
      from: { kind: 'kube-apiserver' },
      to: web,
      ports: [{ port: 9443, protocol: 'TCP' }],
      why: 'webhook',
    };
    const [policy] = makeNetworkPolicies(environment, [hook]).get('web') ?? [];
    expect(policy?.spec?.ingress?.[0]?.from).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
  });
});
