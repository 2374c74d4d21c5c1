import ipaddr from 'ipaddr.js';
import { getIn, listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import {
  type Direction,
  directionsOf,
  isPartOfBlock,
  peersOf,
  rulesOf,
  selectsEverything,
} from '../../../kubernetes/network-policies.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { type Labels, matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { namespacesSelected } from '../../namespaces.ts';
import { hasChart, hasChartIn, selectsMadePods, selectsOperatorPods } from '../../operator-knowledge.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects, type Subject } from '../../tables/subjects.ts';

const docs = ['kubernetes.io docs: Network Policies'];
const policies = { of: objects('networking.k8s.io/NetworkPolicy'), optional: true } as const;

const verbs: Readonly<Record<Direction, string>> = { Ingress: 'ingress', Egress: 'egress' };

/** Every rule of a policy, with its direction and how a message names it. */
function allRules({ json }: Subject) {
  return (['Ingress', 'Egress'] as const).flatMap((direction) =>
    rulesOf(json, direction).map((rule, index) => ({
      direction,
      rule,
      peers: peersOf(rule, direction),
      name: `${verbs[direction]}[${index}]`,
    })),
  );
}

/** True when a peer's labels select a pod; undefined where the rendered objects cannot tell, as in a namespace that a chart fills. */
function hasPods(resources: ResourceSet, { object }: RenderedResource, peer: Json): boolean | undefined {
  const own = object.metadata.namespace ?? '';
  const namespaces = namespacesSelected(resources, own, getIn(peer, ['namespaceSelector']));
  const selector = getIn(peer, ['podSelector']);
  if (namespaces.length === 0 || selector === undefined || selectsEverything(selector)) return undefined;
  if (namespaces.some((name) => resources.find('Namespace', '', name) === undefined)) return undefined;
  if (namespaces.some((name) => hasChartIn(resources, name)) || selectsOperatorPods(selector))
    return undefined;
  const isSelected = (labels: Labels) => matchesLabelSelector(selector, labels);
  return (
    namespaces.some((name) => resources.podsIn(name).some(({ labels }) => isSelected(labels))) ||
    namespaces.some((name) => selectsMadePods(resources, name, isSelected))
  );
}

const rows: readonly FieldRow[] = [
  {
    slug: 'network/selects-pods',
    title: 'A NetworkPolicy selects pods',
    why: 'A policy that selects nothing protects nothing and opens nothing, and looks as if it did.',
    fix: 'Select by labels that the pods have.',
    references: docs,
    ...policies,
    path: ['spec', 'podSelector'],
    wrong: (value, { resource }, resources) => {
      const namespace = resource.object.metadata.namespace ?? '';
      const isSelected = (labels: Labels) => matchesLabelSelector(value ?? {}, labels);
      return selectsEverything(value ?? {}) ||
        selectsOperatorPods(value) ||
        hasChart(resources, resource) ||
        selectsMadePods(resources, namespace, isSelected) ||
        resources.podsIn(namespace).some(({ labels }) => isSelected(labels))
        ? undefined
        : `selects no pod of the namespace ${namespace}: it neither protects nor opens anything. Select by labels that pods have.`;
    },
  },
  {
    slug: 'network/peers',
    title: 'Who a NetworkPolicy lets through is there',
    severity: 'warning',
    why: 'A peer that nobody is lets nobody through: the connection that it was written for times out.',
    fix: 'Correct the labels, or the namespace, of the peer.',
    references: docs,
    ...policies,
    path: ['spec'],
    wrong: (_, subject, resources) => {
      const lost = allRules(subject).find(({ peers }) =>
        peers.some((peer) => hasPods(resources, subject.resource, peer) === false),
      );
      return lost === undefined
        ? undefined
        : `lets through in ${lost.name} pods that are not there: the connection that it was written for is refused. Correct the labels of the peer.`;
    },
  },
  {
    slug: 'network/open',
    title: 'No NetworkPolicy lets everybody through everywhere',
    severity: 'warning',
    why: 'A rule without peers and ports undoes every other policy of the same pods.',
    fix: 'Name the peers, the ports, or both.',
    references: docs,
    ...policies,
    path: ['spec'],
    wrong: (_, subject) => {
      const isEverybody = (peer: Json) =>
        /^(?:0\.0\.0\.0|::)\/0$/.test(textIn(peer, 'ipBlock', 'cidr') ?? '')
          ? listIn(peer, 'ipBlock', 'except').length === 0
          : selectsEverything(getIn(peer, ['namespaceSelector'])) &&
            selectsEverything(getIn(peer, ['podSelector']) ?? {});
      const open = allRules(subject).find(
        ({ rule, peers }) =>
          listIn(rule, 'ports').length === 0 && (peers.length === 0 || peers.some(isEverybody)),
      );
      return open === undefined
        ? undefined
        : `lets everybody through on every port in ${open.name}: other policies of these pods have no effect ${open.direction === 'Ingress' ? 'on who reaches them' : 'on what they reach'}. Name peers or ports.`;
    },
  },
  {
    slug: 'network/policy-types',
    title: 'A NetworkPolicy says which directions it isolates',
    why: 'Rules of a direction that `policyTypes` does not list are ignored; without it, a policy that should forbid all egress forbids none.',
    fix: 'Write `policyTypes` with each direction that is meant.',
    references: ['kubernetes pkg/apis/networking/v1/defaults.go: SetDefaults_NetworkPolicy', ...docs],
    ...policies,
    path: ['spec', 'policyTypes'],
    wrong: (value, { json }) => {
      if (!Array.isArray(value) || value.length === 0)
        return 'has no policyTypes: it isolates Ingress, and Egress only if egress rules happen to stand in it. Write the directions that are meant.';
      const directions = directionsOf(json);
      const ignored = (['Ingress', 'Egress'] as const).find(
        (direction) => rulesOf(json, direction).length > 0 && !directions.includes(direction),
      );
      return ignored === undefined
        ? undefined
        : `has ${verbs[ignored]} rules, but policyTypes does not list ${ignored}: they are ignored. Add ${ignored}.`;
    },
  },
  {
    slug: 'network/policy-values',
    title: 'Ports and blocks of a NetworkPolicy are valid',
    why: 'The API refuses ranges that run backwards or begin with a name, and exceptions outside their block.',
    fix: 'A range has a number as `port` and an `endPort` not below it; exceptions are parts of their block.',
    references: [
      'kubernetes pkg/apis/networking/validation/validation.go: ValidateNetworkPolicyPort, ValidateIPBlock',
    ],
    ...policies,
    path: ['spec'],
    wrong: (_, subject) =>
      allRules(subject)
        .flatMap(({ rule, peers, name }) => [
          ...listIn(rule, 'ports').map((port) => ({ name, mistake: findPortMistake(port) })),
          ...peers.map((peer) => ({ name, mistake: findBlockMistake(peer) })),
        ])
        .flatMap(({ name, mistake }) => (mistake === undefined ? [] : [`has in ${name} ${mistake}`]))[0],
  },
];

function findPortMistake(port: Json): string | undefined {
  const protocol = textIn(port, 'protocol') ?? 'TCP';
  if (!['TCP', 'UDP', 'SCTP'].includes(protocol))
    return `the protocol ${protocol}: the API refuses it. Write TCP, UDP or SCTP.`;
  const end = getIn(port, ['endPort']);
  if (end === undefined) return undefined;
  const first = numberIn(port, 'port');
  if (first === undefined)
    return `endPort ${String(end)} without a port number: the API refuses it. Write where the range begins.`;
  return Number(end) < first
    ? `the ports ${first} to ${String(end)}, backwards: the API refuses it. Exchange them.`
    : undefined;
}

function findBlockMistake(peer: Json): string | undefined {
  const cidr = textIn(peer, 'ipBlock', 'cidr');
  if (cidr === undefined) return undefined;
  if (!ipaddr.isValidCIDR(cidr)) return `the block ${cidr}, which is none: the API refuses it. Correct it.`;
  const outside = listIn(peer, 'ipBlock', 'except')
    .map(String)
    .find((except) => !isPartOfBlock(cidr, except));
  return outside === undefined
    ? undefined
    : `the exception ${outside}, which is no part of ${cidr}: the API refuses it. Remove it.`;
}

/** NetworkPolicies by themselves, and whom they mean. */
export const networkPolicyFields = rows.map(makeFieldRule);
