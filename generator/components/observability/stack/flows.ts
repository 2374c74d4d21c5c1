import type { Environment } from '../../../environment/environment.ts';
import { flowToKubeApiServer } from '../../common/kube-api-server.ts';
import { outsidePods } from '../../common/outside.ts';
import type { Endpoint, Flow } from '../../component.ts';
import {
  componentNames,
  flowFromPrometheus,
  lokiEndpoint,
  namespace,
  ports,
  prometheusEndpoint,
  stackRelease,
} from '../names.ts';
import { controlPlanePorts } from './control-plane.ts';
import { makeOperatorFlows } from './operators.ts';

function pods(labels: Record<string, string>): Endpoint {
  return { kind: 'pods', component: componentNames.stack, namespace, labels };
}

const operator = pods({ app: `${stackRelease}-operator` });
const grafana = pods({ 'app.kubernetes.io/name': 'grafana' });
const clusterState = pods({ 'app.kubernetes.io/name': 'kube-state-metrics' });
const alertmanager = pods({ 'app.kubernetes.io/name': 'alertmanager' });

/** Connections of the stack itself; that a component may be scraped stands with the component. */
export function makeFlows(environment: Environment): Flow[] {
  return [
    flowToKubeApiServer(operator, 'the operator watches monitors and rules and runs Prometheus'),
    flowToKubeApiServer(prometheusEndpoint, 'Prometheus finds its targets and reads the API server'),
    flowToKubeApiServer(clusterState, 'the exporter watches the objects of the cluster'),
    flowToKubeApiServer(grafana, 'dashboards and data sources are ConfigMaps'),
    flowFromPrometheus(
      { kind: 'nodes' },
      ports.kubelet,
      ports.nodeExporter,
      ...controlPlanePorts(environment),
    ),
    flowFromPrometheus(operator, ports.operator),
    flowFromPrometheus(clusterState, ports.clusterState),
    flowFromPrometheus(grafana, ports.grafana),
    flowFromPrometheus(prometheusEndpoint, ports.prometheus, ports.reloader),
    ...makeOperatorFlows(environment),
    {
      from: grafana,
      to: prometheusEndpoint,
      ports: [{ port: ports.prometheus, protocol: 'TCP' }],
      why: 'dashboards ask Prometheus',
    },
    {
      from: grafana,
      to: lokiEndpoint,
      ports: [{ port: ports.loki, protocol: 'TCP' }],
      why: 'dashboards ask Loki',
    },
    ...(environment.observability.alertmanager ? makeAlertFlows(environment) : []),
  ];
}

function makeAlertFlows(environment: Environment): Flow[] {
  return [
    {
      from: prometheusEndpoint,
      to: alertmanager,
      ports: [{ port: ports.alertmanager, protocol: 'TCP' }],
      why: 'Prometheus sends alerts',
    },
    flowFromPrometheus(alertmanager, ports.alertmanager, ports.reloader),
    {
      from: grafana,
      to: alertmanager,
      ports: [{ port: ports.alertmanager, protocol: 'TCP' }],
      why: 'dashboards show alerts',
    },
    {
      from: alertmanager,
      to: alertmanager,
      ports: [
        { port: ports.alertmanagerMesh, protocol: 'TCP' },
        { port: ports.alertmanagerMesh, protocol: 'UDP' },
      ],
      why: 'Alertmanagers agree who sends',
    },
    {
      from: alertmanager,
      // Mail, chat or pager: a policy only knows addresses.
      to: outsidePods(environment),
      ports: [25, 443, 465, 587].map((port) => ({ port, protocol: 'TCP' as const })),
      why: 'alerts reach people by mail or HTTPS',
    },
  ];
}
