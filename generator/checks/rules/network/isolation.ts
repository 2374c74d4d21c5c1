import { getIn, textIn } from '../../../kubernetes/json.ts';
import {
  coversPort,
  type Direction,
  directionsOf,
  peersOf,
  rulesOf,
  selectsEverything,
} from '../../../kubernetes/network-policies.ts';
import { groupOf } from '../../../kubernetes/object.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { hasChartIn } from '../../operator-knowledge.ts';
import { remember } from '../../remember.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects, pods, type Subject } from '../../tables/subjects.ts';

const docs = ['kubernetes.io docs: Network Policies'];
const both: readonly Direction[] = ['Ingress', 'Egress'];

/** API groups whose own kinds of policy isolate pods: what they say is not read here. */
const otherPolicies = ['cilium.io', 'crd.projectcalico.org', 'projectcalico.org', 'policy.networking.k8s.io'];

/** Policies by their namespace, and whether there are some of kinds that are not read here. */
const readPolicies = remember((resources) => {
  const byNamespace = new Map<string, RenderedResource[]>();
  for (const policy of resources.ofKind('NetworkPolicy', 'networking.k8s.io')) {
    const namespace = policy.object.metadata.namespace ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), policy]);
  }
  const others = resources.resources.some(({ object }) => otherPolicies.includes(groupOf(object.apiVersion)));
  return { byNamespace, others };
});

function policiesIn(resources: ResourceSet, namespace: string): readonly RenderedResource[] {
  return readPolicies(resources).byNamespace.get(namespace) ?? [];
}

/** Policies that isolate a pod in a direction. */
function isolating(resources: ResourceSet, { template }: Subject, direction: Direction) {
  if (template === undefined) return [];
  return policiesIn(resources, template.namespace).filter(
    ({ json }) =>
      directionsOf(json).includes(direction) &&
      matchesLabelSelector(getIn(json, ['spec', 'podSelector']) ?? {}, template.labels),
  );
}

/** True when DNS queries may leave over a protocol. CoreDNS listens on 53, in some distributions on 5353 behind its Service. */
function letsDnsOut(policies: readonly RenderedResource[], protocol: 'UDP' | 'TCP'): boolean {
  return policies.some(({ json }) =>
    rulesOf(json, 'Egress').some((rule) =>
      [53, 5353].some((port) => coversPort(rule, { port, protocol, names: ['dns', 'dns-tcp'] })),
    ),
  );
}

const rows: readonly FieldRow[] = [
  {
    slug: 'network/covered',
    title: 'Every pod is isolated by NetworkPolicies, both ways',
    severity: 'warning',
    why: 'A pod that no policy selects is reached by every other pod of the cluster, and reaches everything itself.',
    fix: 'Select it with a policy for each direction, or deny all of its namespace and open what is needed.',
    references: docs,
    of: pods,
    path: [],
    wrong: (_, subject, resources) => {
      // Policies do not govern the host network.
      if (subject.json['hostNetwork'] === true || readPolicies(resources).others) return undefined;
      const open = both.filter((direction) => isolating(resources, subject, direction).length === 0);
      if (open.length === 0) return undefined;
      const consequence =
        open.length === 2
          ? 'every pod of the cluster reaches it, and it reaches everything'
          : open[0] === 'Ingress'
            ? 'every pod of the cluster reaches it'
            : 'it reaches everything, in the cluster and outside';
      return `is selected by no NetworkPolicy for ${open.join(' and ')}: ${consequence}. Add one.`;
    },
  },
  {
    slug: 'network/default-deny',
    title: 'Namespaces with pods deny what no policy allows',
    why: 'Without a policy for all pods, a new or renamed workload is open until somebody thinks of it.',
    fix: 'Add a policy with an empty `podSelector` and both policyTypes.',
    references: docs,
    of: objects('/Namespace'),
    optional: true,
    path: ['metadata', 'name'],
    wrong: (value, _, resources) => {
      const namespace = String(value);
      const empty = resources.podsIn(namespace).length === 0 && !hasChartIn(resources, namespace);
      if (empty || readPolicies(resources).others) return undefined;
      const open = both.filter(
        (direction) =>
          !policiesIn(resources, namespace).some(
            ({ json }) =>
              selectsEverything(getIn(json, ['spec', 'podSelector']) ?? {}) &&
              directionsOf(json).includes(direction),
          ),
      );
      return open.length === 0
        ? undefined
        : `has pods and no NetworkPolicy for all of them (${open.join(' and ')}): the next workload is open to everybody. Add one with an empty podSelector.`;
    },
  },
  {
    slug: 'network/dns',
    title: 'Pods that may connect may also resolve names',
    why: 'Without DNS every connection by name fails; with UDP alone, those with long answers.',
    fix: 'Allow port 53 over UDP and TCP to the DNS of the cluster.',
    references: ['RFC 7766: DNS Transport over TCP', ...docs],
    of: pods,
    path: [],
    wrong: (_, subject, resources) => {
      const policies = isolating(resources, subject, 'Egress');
      const usesClusterDns =
        subject.json['hostNetwork'] !== true &&
        ['ClusterFirst', undefined].includes(textIn(subject.json, 'dnsPolicy'));
      // Peers in the cluster are met by the names of their Services; who reaches blocks of addresses only may need no names.
      const namesPods = policies.some(({ json }) =>
        rulesOf(json, 'Egress').some((rule) =>
          peersOf(rule, 'Egress').some((peer) => getIn(peer, ['ipBlock']) === undefined),
        ),
      );
      if (!usesClusterDns || !namesPods) return undefined;
      const lost = (['UDP', 'TCP'] as const).filter((protocol) => !letsDnsOut(policies, protocol));
      return lost.length === 0
        ? undefined
        : `may connect to other pods, but not to DNS over ${lost.join(' and ')}: ${lost.length === 2 ? 'no name is resolved' : 'some names are not resolved'}. Allow port 53.`;
    },
  },
];

/** What NetworkPolicies leave open, or close by mistake. */
export const isolationFields = rows.map(makeFieldRule);
