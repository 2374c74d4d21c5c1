import { getIn, listIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import { containersOf } from '../../kubernetes/ports.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import { type ObjectChange, type Step, startsWith, type ValueChange } from '../change.ts';
import type { DangerRule } from './danger.ts';
import { typeOf } from './facts.ts';
import { showBoth } from './show-value.ts';

/** A field of a pod or container that is safe at some value, and what it means when it leaves it. */
interface Safeguard {
  /** Last keys of the path. */
  readonly path: readonly string[];
  readonly isUnsafe: (value: Json | undefined, before: Json | undefined) => boolean;
  readonly consequence: string;
}

const isTrue = (value: Json | undefined) => value === true;
const isNotTrue = (value: Json | undefined, before: Json | undefined) => before === true && value !== true;

const safeguards: readonly Safeguard[] = [
  { path: ['privileged'], isUnsafe: isTrue, consequence: 'the container is root on the node' },
  {
    path: ['allowPrivilegeEscalation'],
    isUnsafe: (value, before) => value === true || (before === false && value === undefined),
    consequence: 'processes may gain more rights than they start with',
  },
  { path: ['runAsNonRoot'], isUnsafe: isNotTrue, consequence: 'the container may run as root' },
  { path: ['runAsUser'], isUnsafe: (value) => value === 0, consequence: 'the container runs as root' },
  {
    path: ['readOnlyRootFilesystem'],
    isUnsafe: isNotTrue,
    consequence: 'an intruder can change the program',
  },
  {
    path: ['capabilities', 'add'],
    isUnsafe: (value, before) => size(value) > size(before),
    consequence: 'the container gains capabilities',
  },
  {
    path: ['capabilities', 'drop'],
    isUnsafe: (value, before) =>
      Array.isArray(before) && before.includes('ALL') && !(Array.isArray(value) && value.includes('ALL')),
    consequence: 'capabilities that the program does not need stay',
  },
  {
    path: ['seccompProfile', 'type'],
    isUnsafe: (value, before) => value === 'Unconfined' || (before !== undefined && value === undefined),
    consequence: 'all system calls are open',
  },
  {
    path: ['hostNetwork'],
    isUnsafe: isTrue,
    consequence: 'the pod sees the network of the node, past every NetworkPolicy',
  },
  { path: ['hostPID'], isUnsafe: isTrue, consequence: 'the pod sees the processes of the node' },
  { path: ['hostIPC'], isUnsafe: isTrue, consequence: 'the pod shares memory with the node' },
  {
    path: ['automountServiceAccountToken'],
    isUnsafe: (value, before) => before === false && value !== false,
    consequence: 'the pod holds a token for the API server',
  },
];

function size(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

/** A pod or container has fewer restrictions than before. */
export const loosenedPod: DangerRule = {
  slug: 'security/loosened-pod',
  title: 'A security setting of a pod is loosened',
  references: ['kubernetes Pod Security Standards: restricted'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const change of all) {
        const found = safeguardOf(change);
        if (found === undefined) continue;
        report({
          blocks: false,
          resource: after,
          path: change.path,
          ...showBoth(change.before, change.after),
          consequence: found.consequence,
          remedy: 'keep the restriction, or say in the acknowledgement why the program needs less of it',
        });
      }
    }
  },
};

/** A whole `securityContext` that goes takes everything in it along. */
function safeguardOf({ path, before, after }: ValueChange): Safeguard | undefined {
  if (!path.includes('spec')) return undefined;
  if (path.at(-1) === 'securityContext' && after === undefined)
    return { path: [], isUnsafe: isTrue, consequence: 'every restriction of the container is gone' };
  return safeguards.find(({ path: keys, isUnsafe }) => endsWith(path, keys) && isUnsafe(after, before));
}

function endsWith(path: readonly Step[], keys: readonly string[]): boolean {
  return keys.every((key, index) => path[path.length - keys.length + index] === key);
}

/** Levels of Pod Security, strictest last. */
const levels = ['privileged', 'baseline', 'restricted'];

/** A namespace lets pods do more than before. */
export const loosenedNamespace: DangerRule = {
  slug: 'security/loosened-namespace',
  title: 'A namespace enforces a weaker Pod Security level',
  references: ['kubernetes Pod Security Admission labels'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after?.object.kind !== 'Namespace') continue;
      for (const { path, before, after: value } of all) {
        if (path.at(-1) !== 'pod-security.kubernetes.io/enforce') continue;
        if (levels.indexOf(String(value)) >= levels.indexOf(String(before))) continue;
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: 'every pod of the namespace may ask for more',
          remedy: 'move the one workload that needs it into a namespace of its own',
        });
      }
    }
  },
};

/** New verbs, resources or subjects of RBAC. */
export const widenedRbac: DangerRule = {
  slug: 'security/widened-rbac',
  title: 'RBAC grants more',
  references: ['kubernetes RBAC'],
  check({ changes, report }) {
    for (const { kind, before, after, all } of changes) {
      if (after === undefined) continue;
      const type = after.object.kind;
      if (kind === 'added' && type === 'ClusterRoleBinding')
        report({
          blocks: false,
          resource: after,
          path: ['roleRef'],
          ...showBoth(undefined, textIn(after.json, 'roleRef', 'name')),
          consequence: 'someone gets rights in all namespaces',
          remedy: 'bind inside one namespace where that is enough',
        });
      if (type === 'ClusterRole' || type === 'Role') {
        const gained = [...grantsOf(after)].filter(
          (grant) => before !== undefined && !grantsOf(before).has(grant),
        );
        const wild = kind === 'added' ? [...grantsOf(after)].filter((grant) => grant.includes('*')) : [];
        if (gained.length + wild.length > 0)
          report({
            blocks: false,
            resource: after,
            path: ['rules'],
            ...showBoth(undefined, [...gained, ...wild].join(', ')),
            consequence: 'whoever is bound to it may do more',
            remedy: 'grant exactly the verbs and resources that are used',
          });
      }
      for (const { path, before: old, after: value } of all)
        if (type.endsWith('RoleBinding') && path[0] === 'subjects' && old === undefined)
          report({
            blocks: false,
            resource: after,
            path,
            ...showBoth(old, value),
            consequence: 'one more subject has these rights',
            remedy: 'check that it needs them',
          });
    }
  },
};

/** `verb group/resource` for everything that a role grants. */
function grantsOf({ json }: RenderedResource): Set<string> {
  return new Set(
    listIn(json, 'rules').flatMap((rule) =>
      listIn(rule, 'verbs').flatMap((verb) =>
        listIn(rule, 'resources').flatMap((resource) =>
          listIn(rule, 'apiGroups').map((group) => `${verb} ${group === '' ? 'core' : group}/${resource}`),
        ),
      ),
    ),
  );
}

/** Traffic that was refused may pass. */
export const openedNetwork: DangerRule = {
  slug: 'security/opened-network',
  title: 'A NetworkPolicy is removed or lets more through',
  references: ['kubernetes NetworkPolicy'],
  check({ changes, report }) {
    for (const { kind, before, after, all } of changes) {
      if ((after ?? before)?.object.kind !== 'NetworkPolicy') continue;
      if (kind === 'removed' && before !== undefined)
        report({
          blocks: false,
          resource: before,
          path: [],
          consequence: 'its pods keep only what other policies still refuse',
          remedy: 'remove the workload in the same change, or keep the policy',
        });
      if (after === undefined || kind === 'added') continue;
      for (const { path, before: old, after: value } of all) {
        const isPeer = startsWith(path, ['spec', 'ingress']) || startsWith(path, ['spec', 'egress']);
        const isOpened = (isPeer && old === undefined) || (isPeer && isWorld(value));
        const isUnselected = startsWith(path, ['spec', 'policyTypes']) && size(value) < size(old);
        if (isOpened || isUnselected)
          report({
            blocks: false,
            resource: after,
            path,
            ...showBoth(old, value),
            consequence: 'connections that were refused now pass',
            remedy: 'name the peers and ports that need it',
          });
      }
    }
  },
};

function isWorld(value: Json | undefined): boolean {
  return /(^|")(0\.0\.0\.0\/0|::\/0)($|")/.test(
    typeof value === 'string' ? value : JSON.stringify(value ?? ''),
  );
}

/** Something new can be reached from outside, or by more people. */
export const publicRoute: DangerRule = {
  slug: 'security/public-route',
  title: 'A public route is added or its allow list widened',
  references: ['Gateway API HTTPRoute; Envoy Gateway SecurityPolicy; ingress-nginx whitelist-source-range'],
  check({ changes, report }) {
    for (const change of changes) {
      for (const { resource, path, before, after, consequence } of openings(change))
        report({
          blocks: false,
          resource,
          path,
          ...showBoth(before, after),
          consequence,
          remedy: 'check who may reach it, and that the admin networks still guard what they should',
        });
    }
  },
};

const routeKinds = new Set(['HTTPRoute', 'Ingress', 'TLSRoute', 'TCPRoute', 'GRPCRoute']);
const allowLists = /whitelist-source-range|allowlist-source-range|clientCIDRs|loadBalancerSourceRanges/;

function openings({ kind, before, after, all }: ObjectChange) {
  const kindOf = (after ?? before)?.object.kind ?? '';
  if (kind === 'removed' && before !== undefined && kindOf === 'SecurityPolicy')
    return [
      {
        resource: before,
        path: [],
        before: undefined,
        after: undefined,
        consequence: 'what it guarded is open to everybody',
      },
    ];
  if (after === undefined) return [];
  if (kind === 'added' && routeKinds.has(kindOf))
    return [
      {
        resource: after,
        path: ['spec'],
        before: undefined,
        after: getIn(after.json, ['spec', 'hostnames']) ?? getIn(after.json, ['spec', 'rules']),
        consequence: 'a new route is open to everybody who reaches the edge',
      },
    ];
  return all.flatMap(({ path, before: old, after: value }) => {
    if (path.some((step) => allowLists.test(String(step))) && (value === undefined || isWider(old, value)))
      return [
        { resource: after, path, before: old, after: value, consequence: 'more addresses may reach it' },
      ];
    const isRoute =
      routeKinds.has(kindOf) &&
      old === undefined &&
      (path.includes('rules') || path.includes('paths') || path.includes('matches'));
    return isRoute
      ? [{ resource: after, path, before: old, after: value, consequence: 'one more path is public' }]
      : [];
  });
}

/** True when a list of networks names one that the old list did not. */
function isWider(before: Json | undefined, after: Json): boolean {
  const [old, current] = [before, after].map((value) =>
    (Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')).map((text) => text.trim()),
  );
  return (current ?? []).some((network) => !(old ?? []).includes(network));
}

/** An image comes from another registry, or is no longer named by its digest. */
export const imageSource: DangerRule = {
  slug: 'security/image-source',
  title: 'An image comes from another registry or loses its digest',
  references: ['OCI distribution specification: references'],
  check({ changes, after: set, report }) {
    let registries: ReadonlySet<string> | undefined;
    const knownRegistries = () => {
      registries ??= registriesOf(set, changes);
      return registries;
    };
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, before, after: value } of all) {
        if (
          !['image', 'imageName'].includes(String(path.at(-1))) ||
          typeof value !== 'string' ||
          typeof before !== 'string'
        )
          continue;
        const lostDigest = before.includes('@sha256:') && !value.includes('@sha256:');
        const registry = registryOf(value);
        const isNew = registry !== registryOf(before) && !knownRegistries().has(registry);
        if (!lostDigest && !isNew) continue;
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: lostDigest
            ? 'the tag may be moved to another image later'
            : `images now come from ${registry}, too`,
          remedy: lostDigest
            ? 'pin the digest'
            : 'check that the registry is trusted, and mirrored where there is no internet',
        });
      }
    }
  },
};

/** Registries of the images that did not change. */
function registriesOf({ podTemplates }: ResourceSet, changes: readonly ObjectChange[]): Set<string> {
  const changed = new Set(changes.map(({ after }) => after));
  return new Set(
    podTemplates
      .filter(({ owner }) => !changed.has(owner))
      .flatMap(({ spec }) =>
        containersOf(spec).map((container) => registryOf(textIn(container, 'image') ?? '')),
      ),
  );
}

/** Host of an image reference; `docker.io` when it names none. */
function registryOf(image: string): string {
  const [host = '', rest] = image.split(/\/(.*)/s);
  return rest !== undefined && (host.includes('.') || host.includes(':') || host === 'localhost')
    ? host
    : 'docker.io';
}

/** An AppProject allows more. */
export const widenedProject: DangerRule = {
  slug: 'security/widened-project',
  title: 'An AppProject allows more than before',
  references: ['argo-cd docs/user-guide/projects.md'],
  check({ changes, report }) {
    const lists = [
      'sourceRepos',
      'destinations',
      'clusterResourceWhitelist',
      'namespaceResourceWhitelist',
      'sourceNamespaces',
    ];
    for (const { after, all } of changes) {
      if (after === undefined || typeOf(after) !== 'AppProject.argoproj.io') continue;
      for (const { path, before, after: value } of all) {
        const gained = Array.isArray(value) && size(value) > size(before);
        if (!lists.includes(String(path[1])) || (before !== undefined && !gained)) continue;
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence: 'its apps may deploy from or to more places, or more kinds',
          remedy: 'allow exactly what its apps render',
        });
      }
    }
  },
};
