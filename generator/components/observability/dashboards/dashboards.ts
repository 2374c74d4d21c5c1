import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import type { Component, ConfigMapFiles } from '../../component.ts';
import { dashboardLabels, namespace } from '../names.ts';
import { buildDashboard } from './build-dashboard.ts';
import { cachesPage } from './pages/caches.ts';
import { callsPage } from './pages/calls.ts';
import { capacityPage } from './pages/capacity.ts';
import { databasePage } from './pages/database.ts';
import { makeObjectStorePage } from './pages/object-store.ts';
import { overviewPage } from './pages/overview.ts';
import { routerPage } from './pages/router.ts';
import { synapsePage } from './pages/synapse.ts';
import type { Page } from './panel.ts';

/** Pages for Grafana, one ConfigMap each: its sidecar picks them up by their label. */
export const dashboardsComponent: Component = {
  name: 'dashboards',
  tier: 'observability',
  summary: 'dashboards for Grafana',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [],
    configMaps: makePages(environment).map(makeConfigMap),
    flows: [],
    secrets: [],
  }),
};

/** Every page of an environment. */
export function makePages(environment: Environment): Page[] {
  return [
    overviewPage,
    synapsePage,
    databasePage,
    cachesPage,
    routerPage,
    callsPage,
    makeObjectStorePage(environment),
    capacityPage,
  ];
}

function makeConfigMap(page: Page): ConfigMapFiles {
  const name = `matrix-dashboard-${page.name}`;
  return {
    name,
    namespace,
    labels: { 'app.kubernetes.io/part-of': partOf, ...dashboardLabels },
    files: {
      [`matrix-${page.name}.json`]: { format: 'json', value: toJson(buildDashboard(page)) },
    },
    // Grafana's sidecar watches it; no pod has to start again.
    restartOnChange: false,
  };
}

/** The SDK's classes as plain data, without what is undefined. */
function toJson(dashboard: object): JsonObject {
  return JSON.parse(JSON.stringify(dashboard)) as JsonObject;
}
