import { getIn, listIn, textsIn } from '../../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { hasChartIn } from '../../operator-knowledge.ts';
import { remember } from '../../remember.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

/** Services by namespace. */
const servicesByNamespace = remember((resources) => {
  const byNamespace = new Map<string, RenderedResource[]>();
  for (const service of resources.ofKind('Service', '')) {
    const namespace = service.object.metadata.namespace ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), service]);
  }
  return byNamespace;
});

const rows: readonly FieldRow[] = [
  {
    slug: 'observability/monitor-selects',
    title: 'A ServiceMonitor selects a Service with the port that it asks',
    why: 'A monitor that selects nothing, or a port that the Service does not have, is silent: nothing is scraped and no alert fires.',
    fix: 'Select by labels of the Service (not of its pods), and name a port of it.',
    references: ['prometheus-operator Documentation/api-reference: ServiceMonitor, Endpoint'],
    of: objects('monitoring.coreos.com/ServiceMonitor'),
    optional: true,
    path: ['spec'],
    wrong: (value, { resource }, resources) => {
      const all = servicesByNamespace(resources);
      const listed = listIn(value, 'namespaceSelector', 'matchNames').map(String);
      const own = resource.object.metadata.namespace ?? '';
      const anywhere = getIn(value, ['namespaceSelector', 'any']) === true;
      const namespaces = anywhere ? [...all.keys()] : listed.length > 0 ? listed : [own];
      const candidates = namespaces.flatMap((namespace) => all.get(namespace) ?? []);
      // Services of a namespace that is not rendered here may be meant, such as that of the kubelets.
      if (namespaces.some((name) => resources.podsIn(name).length === 0)) return undefined;
      if (candidates.length === 0 || anywhere || namespaces.some((name) => hasChartIn(resources, name)))
        return undefined;
      const selector = getIn(value, ['selector']);
      const selected = candidates.filter(({ json }) =>
        matchesLabelSelector(selector, textsIn(json, 'metadata', 'labels')),
      );
      if (selected.length === 0)
        return `selects no Service of ${namespaces.join(', ')} by its labels: nothing is scraped. Select by labels that a Service has.`;
      const ports = selected.flatMap(({ json }) =>
        listIn(json, 'spec', 'ports').map((port) => getIn(port, ['name'])),
      );
      const lost = listIn(value, 'endpoints')
        .map((endpoint) => getIn(endpoint, ['port']))
        .find((port) => port !== undefined && !ports.includes(port));
      return lost === undefined
        ? undefined
        : `asks for the port "${String(lost)}", which no Service that it selects has (${ports.map(String).join(', ')}): nothing is scraped. Name a port of the Service.`;
    },
  },
];

/** Monitors and their Services. */
export const monitorSelects = rows.map(makeFieldRule);
