import type { Environment } from '../../../environment/environment.ts';
import { charts } from '../../../versions.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Component, Flow } from '../../component.ts';
import {
  declareObjectStoreSecret,
  objectStoreEndpoint,
  objectStorePort,
} from '../../data/object-store/names.ts';
import {
  componentNames,
  flowFromPrometheus,
  lokiEndpoint,
  lokiLabels,
  lokiName,
  namespace,
  ports,
} from '../names.ts';
import { makeValues, usesObjectStore } from './values.ts';

/** Logs: one kind of process that does everything, three times where losing a node must not lose a line. */
export const lokiComponent: Component = {
  name: componentNames.loki,
  tier: 'observability',
  summary: 'Loki: logs of all pods',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    // The chart's own monitor leads over three Services to the same pods.
    resources: [podMonitor({ name: lokiName, namespace, selector: lokiLabels, port: 'http-metrics' })],
    configMaps: [],
    helm: {
      chart: charts.loki,
      releaseName: lokiName,
      values: makeValues(environment),
      images: { 'loki.image.registry': 'docker.io' },
    },
    flows: makeFlows(environment),
    secrets: usesObjectStore(environment) ? [declareObjectStoreSecret(environment, 'loki', namespace)] : [],
  }),
};

function makeFlows(environment: Environment): Flow[] {
  const flows: Flow[] = [
    flowFromPrometheus(lokiEndpoint, ports.loki),
    {
      from: lokiEndpoint,
      to: lokiEndpoint,
      ports: [ports.lokiGrpc, ports.lokiMemberlist].map((port) => ({ port, protocol: 'TCP' })),
      why: 'servers of Loki hand lines to each other; one alone reaches itself by its Service',
    },
  ];
  if (usesObjectStore(environment))
    flows.push({
      from: lokiEndpoint,
      to: objectStoreEndpoint(environment),
      ports: [objectStorePort(environment)],
      why: 'chunks of logs are kept in the object store',
    });
  return flows;
}
