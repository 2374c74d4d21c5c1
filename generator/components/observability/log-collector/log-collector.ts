import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { type ChartPin, charts } from '../../../versions.ts';
import { flowToKubeApiServer } from '../../common/kube-api-server.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Component, Endpoint } from '../../component.ts';
import { componentNames, flowFromPrometheus, lokiEndpoint, namespace, ports } from '../names.ts';
import { makeAlloyValues } from './alloy.ts';
import { makePromtailValues } from './promtail.ts';
import { makeCollectorRole } from './role.ts';

interface Product {
  readonly chart: ChartPin;
  /** Port of its metrics. */
  readonly port: number;
  readonly values: (environment: Environment) => JsonObject;
  readonly images: Readonly<Record<string, string>>;
}

const products: Readonly<Record<Environment['slots']['logCollector'], Product>> = {
  alloy: {
    chart: charts.alloy,
    port: ports.alloy,
    values: makeAlloyValues,
    images: { 'image.registry': 'docker.io', 'configReloader.image.registry': 'quay.io' },
  },
  promtail: {
    chart: charts.promtail,
    port: ports.promtail,
    values: makePromtailValues,
    images: { 'image.registry': 'docker.io' },
  },
};

/** Reads the logs of every pod on every node and sends them to Loki. */
export const logCollectorComponent: Component = {
  name: componentNames.collector,
  tier: 'observability',
  summary: 'collects the logs of all pods',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => {
    const { logCollector } = environment.slots;
    const { chart, port, values, images } = products[logCollector];
    const labels = { 'app.kubernetes.io/name': logCollector };
    const pods: Endpoint = { kind: 'pods', component: componentNames.collector, namespace, labels };
    return {
      resources: [
        ...makeCollectorRole(logCollector),
        podMonitor({ name: logCollector, namespace, selector: labels, port: 'http-metrics' }),
      ],
      configMaps: [],
      helm: { chart, releaseName: logCollector, values: values(environment), images },
      flows: [
        flowToKubeApiServer(pods, 'the collector asks which pods its node has'),
        flowFromPrometheus(pods, port),
        {
          from: pods,
          to: lokiEndpoint,
          ports: [{ port: ports.loki, protocol: 'TCP' }],
          why: 'collectors send logs to Loki',
        },
      ],
      secrets: [],
    };
  },
};
