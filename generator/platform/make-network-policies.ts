import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { Endpoint, Flow, FlowPort } from '../components/component.ts';
import type { Environment } from '../environment/environment.ts';
import { isPartOfBlock } from '../kubernetes/network-policies.ts';

type Pods = Extract<Endpoint, { kind: 'pods' }>;
type PolicySpec = NonNullable<INetworkPolicy['spec']>;
type Peer = NonNullable<NonNullable<PolicySpec['ingress']>[number]['from']>[number];
type Port = NonNullable<NonNullable<PolicySpec['ingress']>[number]['ports']>[number];

/** What one set of pods may do: the flows that leave it and those that reach it. */
interface Selected {
  readonly pods: Pods;
  readonly egress: Flow[];
  readonly ingress: Flow[];
}

/**
 * NetworkPolicies that allow exactly the declared flows, by the component whose overlay carries them. Each connection is allowed twice:
 * as egress of its source and as ingress of its target, since a default-deny policy stands in every namespace.
 */
export function makeNetworkPolicies(
  environment: Environment,
  flows: readonly Flow[],
): Map<string, INetworkPolicy[]> {
  const policies = new Map<string, INetworkPolicy[]>();
  for (const selected of selectPods(flows)) {
    const ofComponent = policies.get(selected.pods.component) ?? [];
    ofComponent.push(policyFor(environment, selected));
    policies.set(selected.pods.component, ofComponent);
  }
  return policies;
}

function selectPods(flows: readonly Flow[]): Selected[] {
  const selections = new Map<string, Selected>();
  const select = (pods: Pods): Selected => {
    const key = JSON.stringify([pods.component, pods.namespace, Object.entries(pods.labels).sort()]);
    const selected = selections.get(key) ?? { pods, egress: [], ingress: [] };
    selections.set(key, selected);
    return selected;
  };
  for (const flow of flows) {
    if (flow.from.kind === 'pods') select(flow.from).egress.push(flow);
    if (flow.to.kind === 'pods') select(flow.to).ingress.push(flow);
  }
  return [...selections.values()];
}

function policyFor(environment: Environment, { pods, egress, ingress }: Selected): INetworkPolicy {
  const reasons = [...ingress, ...egress].map(({ why }) => why);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: policyName(pods),
      namespace: pods.namespace,
      // A description that `kubectl describe` shows; the key is one of Kubernetes' well-known annotations.
      annotations: { 'kubernetes.io/description': [...new Set(reasons)].join('; ') },
    },
    spec: {
      podSelector: { matchLabels: { ...pods.labels } },
      policyTypes: [
        ...(ingress.length > 0 ? (['Ingress'] as const) : []),
        ...(egress.length > 0 ? (['Egress'] as const) : []),
      ],
      ...(ingress.length > 0 && {
        ingress: mergeByPeers(environment, pods, ingress, 'from').map(({ peers, ports }) => ({
          from: peers,
          ports,
        })),
      }),
      ...(egress.length > 0 && {
        egress: mergeByPeers(environment, pods, egress, 'to').map(({ peers, ports }) => ({
          to: peers,
          ports,
        })),
      }),
    },
  };
}

/** `synapse-sync` for pods labelled name synapse, component sync; the label values in order otherwise. */
function policyName({ component, labels }: Pods): string {
  const name = [...new Set(Object.values(labels))].join('-').toLowerCase();
  return name === '' ? component : name.slice(0, 63);
}

function mergeByPeers(environment: Environment, self: Pods, flows: readonly Flow[], end: 'from' | 'to') {
  const rules = new Map<string, { peers: Peer[]; ports: Map<string, Port> }>();
  for (const flow of flows) {
    const peers = peersOf(environment, self, flow[end]);
    const key = JSON.stringify(peers);
    const rule = rules.get(key) ?? { peers, ports: new Map<string, Port>() };
    for (const port of portsOf(environment, flow)) rule.ports.set(JSON.stringify(port), portOf(port));
    rules.set(key, rule);
  }
  return [...rules.values()].map(({ peers, ports }) => ({ peers, ports: [...ports.values()] }));
}

/** What a policy sees of a connection to the API server is the port behind its Service. */
function portsOf({ cluster }: Environment, { to, ports }: Flow): readonly FlowPort[] {
  return to.kind === 'kube-apiserver' ? [{ port: cluster.apiServerPort, protocol: 'TCP' }] : ports;
}

function portOf({ port, endPort, protocol }: FlowPort): Port {
  return { protocol, port, ...(endPort !== undefined && { endPort }) };
}

function peersOf(environment: Environment, self: Pods, endpoint: Endpoint): Peer[] {
  switch (endpoint.kind) {
    case 'pods':
      return [
        {
          ...(endpoint.namespace !== self.namespace && {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': endpoint.namespace } },
          }),
          podSelector:
            Object.keys(endpoint.labels).length === 0 ? {} : { matchLabels: { ...endpoint.labels } },
        },
      ];
    case 'cidrs':
      return endpoint.cidrs.map((cidr) => blockOf(cidr, endpoint.except ?? []));
    case 'nodes':
    case 'kube-apiserver':
      return environment.cluster.nodeCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  }
}

/** The API server refuses exceptions outside the block: only those inside it are kept. */
function blockOf(cidr: string, except: readonly string[]): Peer {
  const inside = except.filter((inner) => isPartOfBlock(cidr, inner));
  return { ipBlock: { cidr, ...(inside.length > 0 && { except: inside }) } };
}
