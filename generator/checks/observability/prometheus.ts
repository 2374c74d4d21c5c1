import { getIn, objectIn, textIn, textsIn } from '../../kubernetes/json.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import { type Labels, matchesLabelSelector } from '../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import { readApps } from '../argocd/read-apps.ts';
import type { ObjectPath } from '../rule.ts';

/** A Prometheus that chart kube-prometheus-stack makes, as far as its Application tells. */
export interface Prometheus {
  readonly resource: RenderedResource;
  /** Where `prometheusSpec` stands in the Application. */
  readonly at: ObjectPath;
  readonly spec: JsonObject;
  readonly release: string;
  /** Who it is for a NetworkPolicy. */
  readonly pods: { readonly namespace: string; readonly labels: Labels };
}

const chartName = 'kube-prometheus-stack';

/** The Prometheus of an environment, when an Application installs one. */
export function findPrometheus(resources: ResourceSet): Prometheus | undefined {
  for (const app of readApps(resources)) {
    const source = app.sources.find(({ chart }) => chart === chartName);
    if (source === undefined) continue;
    const values = objectIn(source.json, 'helm', 'valuesObject');
    const release = textIn(source.json, 'helm', 'releaseName') ?? app.name;
    // The chart's template "fullname".
    const full = release.includes(chartName) ? release : `${release}-${chartName}`;
    const name = `${textIn(values, 'fullnameOverride') ?? full}-prometheus`;
    return {
      resource: app.resource,
      at: [...source.at, 'helm', 'valuesObject', 'prometheus', 'prometheusSpec'],
      spec: objectIn(values, 'prometheus', 'prometheusSpec'),
      release,
      pods: {
        namespace: app.namespace,
        // prometheus-operator `pkg/prometheus/server/statefulset.go`.
        labels: {
          'app.kubernetes.io/name': 'prometheus',
          'app.kubernetes.io/instance': name,
          'app.kubernetes.io/managed-by': 'prometheus-operator',
          'operator.prometheus.io/name': name,
          prometheus: name,
        },
      },
    };
  }
  return undefined;
}

/** Kinds that say what is scraped, and the start of the chart's values about them. */
export const monitorKinds = { PodMonitor: 'podMonitor', ServiceMonitor: 'serviceMonitor' } as const;

/** True when Prometheus picks up this monitor: by its selector, or by the label of the release where the values leave that on. */
export function picksUp(
  { spec, release }: Prometheus,
  kind: keyof typeof monitorKinds,
  monitor: RenderedResource,
): boolean {
  const key = monitorKinds[kind];
  const labels = textsIn(monitor.json, 'metadata', 'labels');
  const selector: Json | undefined = getIn(spec, [`${key}Selector`]);
  if (selector !== undefined && Object.keys(objectIn(selector)).length > 0)
    return matchesLabelSelector(selector, labels);
  return getIn(spec, [`${key}SelectorNilUsesHelmValues`]) === false || labels['release'] === release;
}
