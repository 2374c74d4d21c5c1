import type { LoadedEnvironment } from '../../../environment/environment.ts';
import { getIn, walkJson } from '../../../kubernetes/json.ts';
import { groupOf } from '../../../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { findHosts, isBelow } from '../../host-names.ts';
import type { Rule } from '../../rule.ts';

/** Nothing in an air-gapped environment names a host of the outside. */
export const outsideNames: Rule = {
  slug: 'airgap/outside-names',
  title: 'An air-gapped environment names no host outside',
  severity: 'error',
  why: 'A name that cannot be resolved is a pod that never starts, a request that waits for its timeout on every page, or, on the day somebody opens the firewall, a program that calls home.',
  fix: 'Point it at a host of yours in the environment file: `mirror` for images and charts, `hosts`, the endpoint of a backup; or switch off what would call.',
  references: [
    'Design 2025, air-gapped installation',
    'element-hq/element-web docs/config.md: map_style_url, bug_report_endpoint_url, integrations_ui_url',
    'element-hq/synapse docs: trusted_key_servers, default matrix.org',
  ],
  needsEnvironment: true,
  components: [],
  check({ resources, declared, pass, fail }) {
    if (!declared.environment.airGapped) {
      pass();
      return;
    }
    const own = ownDomains(declared);
    const groups = [...apiGroups(resources)];
    const isOwn = (host: string) =>
      own.some((domain) => isBelow(host, domain)) || groups.some((group) => isBelow(group, host));
    for (const resource of resources.resources) {
      let clean = true;
      walkJson(resource.json, (value, path) => {
        if (typeof value !== 'string' || isIdentifier(path)) return;
        for (const { host, text } of hostsOfValue(value, path)) {
          if (isOwn(host)) continue;
          clean = false;
          fail({
            resource,
            path: [...path],
            ...(value.includes('\n') && { lineContaining: text }),
            message: `names ${host}, which is no host of this environment: nothing outside can be reached (airGapped). Point it at a host of yours, or switch it off.`,
            setting: 'airGapped',
          });
        }
      });
      if (clean) pass();
    }
  },
};

/** Names of the environment: everything that its file writes, hosts that are made of those, and the cluster's own. */
function ownDomains({ environment, origins }: LoadedEnvironment): string[] {
  const written = [...origins].flatMap(([path, { source }]) => {
    const value = getIn(
      environment as never,
      path.split(/[.[\]]+/).filter((step) => step !== ''),
    );
    return source === 'file' && typeof value === 'string' ? hostsOfText(value) : [];
  });
  return [
    ...new Set([...written, ...Object.values(environment.hosts), environment.cluster.dnsDomain, 'svc']),
  ];
}

function hostsOfText(text: string): string[] {
  const [first = ''] = text.split('/');
  const registry = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/.test(first) ? [first.replace(/:\d+$/, '')] : [];
  return [...registry, ...findHosts(text).map(({ host }) => host)];
}

/** `cert-manager.io` is a group of the API here, wherever it is written; so is what stands in the name of a CRD or a label. */
function apiGroups({ resources }: ResourceSet): Set<string> {
  const groups = new Set(['kubernetes.io', 'k8s.io', 'helm.sh']);
  for (const { object, json } of resources) {
    groups.add(groupOf(object.apiVersion));
    for (const list of ['clusterResourceWhitelist', 'namespaceResourceWhitelist'])
      collectGroups(json, list, groups);
  }
  return groups;
}

function collectGroups(json: RenderedResource['json'], list: string, groups: Set<string>): void {
  const entries = getIn(json, ['spec', list]);
  if (!Array.isArray(entries)) return;
  for (const entry of entries) {
    const group = getIn(entry, ['group']);
    if (typeof group === 'string') groups.add(group);
    const name = getIn(entry, ['name']);
    if (typeof name === 'string') groups.add(name.replace(/^\*\./, ''));
  }
}

/** Values that are identifiers in the shape of a host name: versions, groups, finalizers, topology keys, plugins. */
function isIdentifier(path: readonly (string | number)[]): boolean {
  const key = path.at(-1);
  return (
    path.includes('finalizers') ||
    // CloudNativePG names its plugins like domains.
    path.includes('plugins') ||
    path.includes('pluginConfiguration') ||
    ['apiVersion', 'group', 'apiGroup', 'topologyKey', 'controllerName', 'type'].includes(String(key)) ||
    path.includes('apiGroups')
  );
}

/** Host of an image, or hosts that the lines of a text name; comments change nothing. */
function hostsOfValue(value: string, path: readonly (string | number)[]): { host: string; text: string }[] {
  const key = String(path.at(-1));
  if (/^(?:image|imageName|repository|registry|imageRegistry|repoURL|reference)$/.test(key)) {
    const [registry = '', ...rest] = value.split('/');
    const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/.test(registry);
    if (isHost && (rest.length > 0 || /egistry$/.test(key)))
      return [{ host: registry.replace(/:\d+$/, ''), text: value }];
  }
  return value.split('\n').flatMap((line) => (/^\s*(?:#|--)/.test(line) ? [] : findHosts(line)));
}
