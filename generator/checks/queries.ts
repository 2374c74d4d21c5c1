import { isObject, listIn, textIn, textsIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, readYamlFile } from './config-files.ts';
import type { ObjectPath } from './rule.ts';

/** A query of a rule or of a dashboard, and where it stands. */
export interface PlacedQuery {
  readonly expr: string;
  /** What a person calls it: `alert DatabaseNoPrimary`, `panel "Requests" of matrix-router.json`. */
  readonly owner: string;
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
  readonly lineContaining?: string;
}

/** One rule of a PrometheusRule. */
export interface PlacedRule {
  readonly rule: Json;
  /** Name of the alert or of the recorded series. */
  readonly name: string;
  readonly isAlert: boolean;
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
}

/** Label by which Grafana's sidecar finds dashboards (chart kube-prometheus-stack, `grafana.sidecar.dashboards.label`). */
const dashboardLabel = 'grafana_dashboard';

/** Every rule of every PrometheusRule. */
export function findRules(resources: ResourceSet): PlacedRule[] {
  return resources.ofKind('PrometheusRule', 'monitoring.coreos.com').flatMap((resource) =>
    listIn(resource.json, 'spec', 'groups').flatMap((group, at) =>
      listIn(group, 'rules').map((rule, index): PlacedRule => {
        const alert = textIn(rule, 'alert');
        return {
          rule,
          name: alert ?? textIn(rule, 'record') ?? '',
          isAlert: alert !== undefined,
          resource,
          path: ['spec', 'groups', at, 'rules', index],
        };
      }),
    ),
  );
}

/** Every PromQL query of rules and dashboards. */
export function findQueries(resources: ResourceSet): PlacedQuery[] {
  const ofRules = findRules(resources).map(
    ({ rule, name, isAlert, resource, path }): PlacedQuery => ({
      expr: textIn(rule, 'expr') ?? '',
      owner: `${isAlert ? 'alert' : 'recording'} ${name}`,
      resource,
      path: [...path, 'expr'],
    }),
  );
  return [...ofRules, ...findDashboardQueries(resources)];
}

function findDashboardQueries(resources: ResourceSet): PlacedQuery[] {
  return configFiles(resources)
    .filter(({ configMap }) => dashboardLabel in textsIn(configMap.json, 'metadata', 'labels'))
    .flatMap((file) =>
      panelsOf(readYamlFile(file)).flatMap((panel) =>
        listIn(panel, 'targets')
          .filter(
            (target) =>
              (textIn(target, 'datasource', 'type') ?? textIn(panel, 'datasource', 'type')) !== 'loki',
          )
          .flatMap((target): PlacedQuery[] => {
            const expr = textIn(target, 'expr');
            if (expr === undefined) return [];
            return [
              {
                expr,
                owner: `panel "${textIn(panel, 'title') ?? ''}" of ${file.key}`,
                resource: file.configMap,
                path: file.path,
                lineContaining: JSON.stringify(expr),
              },
            ];
          }),
      ),
    );
}

/** Panels of a dashboard, those in collapsed rows included. */
function panelsOf(dashboard: Json | undefined): Json[] {
  if (!isObject(dashboard)) return [];
  return listIn(dashboard, 'panels').flatMap((panel) => [panel, ...panelsOf(panel)]);
}
