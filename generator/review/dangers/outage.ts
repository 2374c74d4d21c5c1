import { getIn, listIn, objectIn, textIn, textsIn } from '../../kubernetes/json.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json } from '../../kubernetes/object.ts';
import { matchesLabelSelector, matchesLabels } from '../../kubernetes/selectors.ts';
import { readPodTemplates } from '../../rendered/read-pod-templates.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import { type ObjectChange, startsWith } from '../change.ts';
import type { DangerContext, DangerRule } from './danger.ts';
import { readYamlMap } from './read-yaml-map.ts';
import { showBoth } from './show-value.ts';

/** A Service that selected pods selects none. */
export const emptySelector: DangerRule = {
  slug: 'outage/service-without-pods',
  title: 'A Service no longer selects any pod',
  references: ['kubernetes Service.spec.selector'],
  check({ before, after, changes, report }) {
    const lost = listLostPods(changes);
    for (const service of after.ofKind('Service')) {
      const { namespace, name } = service.identity;
      const old = before.find('Service', namespace, name);
      // What neither changed nor lost pods is as it was, and need not be read.
      const isSame = old?.document === service.document;
      if (old === undefined || (isSame && !lost.some((template) => template.namespace === namespace)))
        continue;
      const selector = textsIn(service.json, 'spec', 'selector');
      const isReselected = !isSame && !jsonEqual(textsIn(old.json, 'spec', 'selector'), selector);
      if (!isReselected && !lost.some(({ labels }) => matchesLabels(selector, labels))) continue;
      if (Object.keys(selector).length === 0 || podsOf(after, service).length > 0) continue;
      if (podsOf(before, old).length === 0) continue;
      report({
        blocks: true,
        resource: service,
        path: ['spec', 'selector'],
        ...showBoth(getIn(old.json, ['spec', 'selector']), getIn(service.json, ['spec', 'selector'])),
        consequence: 'it has no endpoints: every connection to it is refused',
        remedy: 'let the selector match the labels of the pod template',
      });
    }
  },
};

function podsOf(resources: ResourceSet, { json, identity }: RenderedResource): PodTemplate[] {
  const selector = textsIn(json, 'spec', 'selector');
  return resources.podsIn(identity.namespace).filter(({ labels }) => matchesLabels(selector, labels));
}

/** Pods as they were of workloads that are gone, or that give their pods other labels now. */
function listLostPods(changes: readonly ObjectChange[]): PodTemplate[] {
  return changes.flatMap(({ before, after }) =>
    templatesOf(before).filter(
      ({ namespace, labels }) =>
        !templatesOf(after).some(
          (template) => template.namespace === namespace && jsonEqual(template.labels, labels),
        ),
    ),
  );
}

function templatesOf(resource: RenderedResource | undefined): PodTemplate[] {
  return resource === undefined ? [] : readPodTemplates([resource]);
}

/** A workload is switched off. */
export const switchedOff: DangerRule = {
  slug: 'outage/switched-off',
  title: 'A workload is scaled to zero or suspended',
  references: ['kubernetes Deployment.spec.replicas, CronJob.spec.suspend'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, before, after: value } of all) {
        if (path.length !== 2 || path[0] !== 'spec') continue;
        const isZero = ['replicas', 'instances'].includes(String(path[1])) && value === 0;
        const isSuspended = path[1] === 'suspend' && value === true;
        if (!isZero && !isSuspended) continue;
        report({
          blocks: isZero,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: isZero ? 'nothing of it runs any more' : 'it no longer runs on its schedule',
          remedy: 'acknowledge it when that is meant, and say until when',
        });
      }
    }
  },
};

/** A disruption budget that lets no pod go. */
export const blockedDrain: DangerRule = {
  slug: 'outage/blocked-drain',
  title: 'A disruption budget blocks every node drain',
  references: ['kubernetes PodDisruptionBudget.spec'],
  check({ before, after, changes, report }) {
    const shaken = listShakenNamespaces(changes);
    for (const budget of after.ofKind('PodDisruptionBudget')) {
      const { namespace, name } = budget.identity;
      const old = before.find('PodDisruptionBudget', namespace, name);
      if (old?.document === budget.document && !shaken.has(namespace)) continue;
      if (!blocks(after, budget) || (old !== undefined && blocks(before, old))) continue;
      report({
        blocks: false,
        resource: budget,
        path: ['spec'],
        ...showBoth(getIn(old?.json, ['spec']), getIn(budget.json, ['spec'])),
        consequence: 'no pod of it may be evicted: nodes cannot be drained for updates',
        remedy: 'allow one pod to be unavailable',
      });
    }
  },
};

/** Namespaces where a budget that did not change may block now: a workload came or went, has fewer pods, or other labels on them. */
function listShakenNamespaces(changes: readonly ObjectChange[]): Set<string> {
  const isShaken = (old: PodTemplate | undefined, current: PodTemplate | undefined) =>
    old?.namespace !== current?.namespace ||
    !jsonEqual(old?.labels, current?.labels) ||
    (current?.replicas ?? 0) < (old?.replicas ?? Number.POSITIVE_INFINITY);
  return new Set(
    changes.flatMap(({ before, after }) => {
      const [old, current] = [before, after].map((side) => templatesOf(side)[0]);
      if ((old === undefined && current === undefined) || !isShaken(old, current)) return [];
      return [old?.namespace ?? '', current?.namespace ?? ''];
    }),
  );
}

function blocks(resources: ResourceSet, { json, identity }: RenderedResource): boolean {
  const [least, most] = [getIn(json, ['spec', 'minAvailable']), getIn(json, ['spec', 'maxUnavailable'])];
  const letsNoneGo = most === 0 || most === '0%' || least === '100%';
  if (!letsNoneGo && typeof least !== 'number') return false;
  const budgeted = resources
    .podsIn(identity.namespace)
    .filter(({ labels }) => matchesLabelSelector(getIn(json, ['spec', 'selector']), labels));
  if (budgeted.length === 0 || budgeted.some(({ replicas }) => replicas === undefined)) return false;
  const pods = budgeted.reduce((sum, { replicas = 0 }) => sum + replicas, 0);
  return letsNoneGo || (typeof least === 'number' && least >= pods);
}

/** What the outside world, or a firewall, knows: addresses, ports, host names, certificates. */
interface PublicFact {
  readonly what: string;
  readonly matches: (change: ObjectChange, path: ObjectChange['all'][number]['path']) => boolean;
  readonly consequence: string;
}

const publicFacts: readonly PublicFact[] = [
  {
    what: 'type of a Service',
    matches: ({ after }, path) => after?.object.kind === 'Service' && startsWith(path, ['spec', 'type']),
    consequence: 'its outside address is given back, and clients lose it',
  },
  {
    what: 'address',
    matches: ({ after }, path) =>
      after?.object.kind === 'Service' &&
      (path.at(-1) === 'loadBalancerIP' ||
        /metallb/.test(String(path.at(-1))) ||
        startsWith(path, ['spec', 'externalIPs'])),
    consequence: 'DNS and firewalls still point at the old address',
  },
  {
    what: 'ports of a Service',
    matches: ({ after }, path) =>
      after?.object.kind === 'Service' &&
      startsWith(path, ['spec', 'ports']) &&
      ['port', 'nodePort', 'protocol'].includes(String(path.at(-1))),
    consequence: 'whoever uses the old port is refused',
  },
  {
    what: 'host port',
    matches: (_, path) => path.at(-1) === 'hostPort',
    consequence: 'clients and firewalls still use the old port',
  },
  {
    what: 'host name',
    matches: ({ after }, path) =>
      ['Ingress', 'HTTPRoute', 'Gateway', 'TLSRoute'].includes(after?.object.kind ?? '') &&
      (path.includes('hostnames') || path.at(-1) === 'host' || path.at(-1) === 'hostname'),
    consequence: 'the old name is no longer served',
  },
  {
    what: 'certificate',
    matches: ({ after }, path) =>
      (after?.object.kind === 'Ingress' && path.at(-1) === 'secretName') ||
      (after?.object.kind === 'Gateway' && path.includes('certificateRefs')),
    consequence: 'TLS fails until a certificate is in the new Secret',
  },
];

/** Addresses, ports, names or certificates of something public change. */
export const publicChange: DangerRule = {
  slug: 'outage/public-change',
  title: 'An address, port, name or certificate that clients know changes',
  references: ['kubernetes Service, Ingress; Gateway API HTTPRoute, Gateway'],
  check({ changes, report }) {
    for (const change of changes) {
      const { after } = change;
      if (after === undefined) continue;
      for (const { path, before, after: value } of change.all) {
        const fact = publicFacts.find(({ matches }) => matches(change, path));
        if (fact === undefined || before === undefined) continue;
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: fact.consequence,
          remedy: `change DNS, firewalls and clients together with the ${fact.what}`,
        });
      }
    }
  },
};

/** Workloads whose pods restart, by the wave of their Application. */
const manyTiers = 3;

/** One commit restarts pods of several tiers. */
export const restartFanOut: DangerRule = {
  slug: 'outage/restart-fan-out',
  title: 'One change restarts pods in several tiers',
  references: ['kubernetes Deployment.spec.template'],
  check(context) {
    const restarted = context.changes.filter(restarts);
    // No more tiers than components.
    if (new Set(restarted.map(({ after }) => after?.component)).size < manyTiers) return;
    const waves = new Map<string, string[]>();
    for (const { after } of restarted) {
      if (after === undefined) continue;
      const wave = waveOf(context, after.component);
      waves.set(wave, [...(waves.get(wave) ?? []), after.object.metadata.name]);
    }
    const [first] = restarted;
    if (waves.size < manyTiers || first?.after === undefined) return;
    context.report({
      blocks: false,
      resource: first.after,
      path: ['spec', 'template'],
      consequence: `pods of ${restarted.length} workloads in ${waves.size} tiers restart: ${[...waves.values()].flat().join(', ')}`,
      remedy: 'release in steps, or pin a release so that the waves order the restarts',
    });
  },
};

function restarts({ kind, after, all }: ObjectChange): boolean {
  const isWorkload = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(after?.identity.kind ?? '');
  return kind === 'changed' && isWorkload && all.some(({ path }) => startsWith(path, ['spec', 'template']));
}

function waveOf({ after }: DangerContext, component: string): string {
  const application = after
    .ofKind('Application', 'argoproj.io')
    .find(({ json }) => (textIn(json, 'spec', 'source', 'path') ?? '').endsWith(`/${component}`));
  return application?.object.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? component;
}

/** A layout of servers and drives: `http://minio-{0...3}.minio-hl:9000/data/{0...3}`. */
const layout = /\{\d+\.\.\.\d+\}/;

/** Servers or drives of an erasure set change. */
export const erasureLayout: DangerRule = {
  slug: 'outage/erasure-layout',
  title: 'The layout of an object store changes',
  references: [
    'minio/minio docs/distributed/README.md: a pool keeps its layout; capacity comes with a further pool',
  ],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, before, after: value } of all) {
        if (!['command', 'args'].includes(String(path.at(-1)))) continue;
        const [old, current] = [before, value].map((words) =>
          (Array.isArray(words) ? words.map(String) : []).filter((word) => layout.test(word)),
        );
        if (old === undefined || current === undefined || old.length === 0) continue;
        if (old.every((word) => current.includes(word))) continue;
        report({
          blocks: true,
          resource: after,
          path,
          ...showBoth(old.join(' '), current.join(' ')),
          consequence: 'the servers find drives of another layout and refuse to start',
          remedy: 'keep the layout; to grow, add a second pool behind the first',
        });
      }
    }
  },
};

/** Keys of homeserver.yaml that every process must agree on at every moment (element-hq/synapse v1.163.2 docs/workers.md). */
const sharedKeys = [
  'instance_map',
  'stream_writers',
  'federation_sender_instances',
  'pusher_instances',
] as const;

/** Writers of streams change, which needs every Synapse process to stop first. */
export const streamWriters: DangerRule = {
  slug: 'outage/stream-writers',
  title: 'Stream writers of Synapse change while old processes still run',
  references: ['element-hq/synapse v1.163.2 docs/workers.md: stream writers, federation senders'],
  check({ changes, after, report }) {
    for (const change of changes) {
      const { before: old, after: current } = change;
      if (current?.object.kind !== 'ConfigMap' || old === undefined) continue;
      const [left, right] = [old, current].map((side) =>
        readYamlMap(textIn(side.json, 'data', 'homeserver.yaml')),
      );
      const changed = sharedKeys.filter((key) => !jsonEqual(left?.[key], right?.[key]));
      if (left === undefined || right === undefined || changed.length === 0) continue;
      const readers = after.podTemplates.filter((template) => mounts(template, current));
      const running = readers.filter(
        ({ owner }) =>
          !changes.some((other) => other.after === owner && (other.kind === 'added' || restarts(other))),
      );
      report({
        blocks: running.length > 0,
        resource: current,
        path: ['data', 'homeserver.yaml'],
        ...showBoth(listWriters(left, right), listWriters(right, left)),
        consequence:
          running.length > 0
            ? `${changed.join(', ')} change, and ${running.map(({ owner }) => owner.object.metadata.name).join(', ')} would keep the old values`
            : `${changed.join(', ')} change: while the update rolls, processes disagree about who writes`,
        remedy: 'stop all Synapse processes, then sync: scale them to zero first, outside peak hours',
      });
    }
  },
};

/** `stream_writers.events: synapse-event-persister-3` for every process that only this side names. */
function listWriters(side: Record<string, Json>, other: Record<string, Json>): string | undefined {
  const names = [...membersOf(side)].filter((name) => !membersOf(other).has(name));
  return names.length === 0 ? undefined : names.join(', ');
}

/** Every process by the list that names it. */
function membersOf(homeserver: Record<string, Json>): Set<string> {
  const members = sharedKeys.flatMap((key) => {
    const value = homeserver[key];
    if (Array.isArray(value)) return value.map((name) => `${key}: ${name}`);
    if (key === 'instance_map') return Object.keys(objectIn(value)).map((name) => `${key}: ${name}`);
    return Object.entries(objectIn(value)).flatMap(([stream, names]) =>
      (Array.isArray(names) ? names : [names]).map((name) => `${key}.${stream}: ${name}`),
    );
  });
  return new Set(members);
}

function mounts({ namespace, spec }: PodTemplate, { object }: RenderedResource): boolean {
  return (
    namespace === object.metadata.namespace &&
    listIn(spec, 'volumes').some(
      (volume) =>
        textIn(volume, 'configMap', 'name') === object.metadata.name ||
        listIn(volume, 'projected', 'sources').some(
          (source) => textIn(objectIn(source), 'configMap', 'name') === object.metadata.name,
        ),
    )
  );
}
