import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { serviceHost } from '../../common/service-host.ts';
import { dashboardLabels, grafanaSecret, lokiName, namespace, ports } from '../names.ts';

const [dashboardLabel, dashboardValue] = Object.entries(dashboardLabels)[0] as [string, string];

/**
 * Values of subchart grafana. It keeps nothing: dashboards and data sources come from ConfigMaps, the administrator from a Secret, so it
 * has no volume and starts anew on any node. Whoever signs in reads all logs; there is one account, and no public name leads here.
 */
export function makeGrafanaValues(environment: Environment): JsonObject {
  return {
    fullnameOverride: 'grafana',
    admin: {
      existingSecret: grafanaSecret.name,
      userKey: grafanaSecret.userKey,
      passwordKey: grafanaSecret.passwordKey,
    },
    'grafana.ini': grafanaIni,
    // See grafana-role.ts.
    rbac: { create: false },
    sidecar: {
      dashboards: {
        label: dashboardLabel,
        labelValue: dashboardValue,
        resource: 'configmap',
        searchNamespace: namespace,
      },
      datasources: {
        resource: 'configmap',
        alertmanager: { enabled: environment.observability.alertmanager },
      },
      resources: containerResources({ cpu: '10m', memory: '96Mi', memoryLimit: '256Mi' }),
    },
    additionalDataSources: [
      {
        name: 'Loki',
        uid: 'loki',
        type: 'loki',
        access: 'proxy',
        url: `http://${serviceHost(environment, lokiName, namespace)}:${ports.loki}`,
      },
    ],
    // A pod of Helm's own that only tests.
    testFramework: { enabled: false },
    resources: containerResources({ cpu: '50m', memory: '256Mi', memoryLimit: '512Mi' }),
    priorityClassName: priorityClasses.standard.name,
    ...placementFor(environment, 'infrastructure'),
  };
}

/** Grafana 13 `conf/defaults.ini`: everything that would ask or tell somebody outside is off. */
const grafanaIni: JsonObject = {
  analytics: {
    reporting_enabled: false,
    check_for_updates: false,
    check_for_plugin_updates: false,
    feedback_links_enabled: false,
  },
  news: { news_feed_enabled: false },
  plugins: {
    plugin_admin_enabled: false,
    preinstall_disabled: true,
    public_key_retrieval_disabled: true,
  },
  security: { disable_gravatar: true },
  snapshots: { external_enabled: false },
  'log.console': { format: 'json' },
};
