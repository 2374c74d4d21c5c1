import type { Environment } from '../../../environment/environment.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { namespaces } from '../../common/namespaces.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Endpoint, Flow } from '../../component.ts';
import { edgeEndpoint } from '../../edge/names.ts';
import { argocdEndpoint } from '../../foundation/argo-cd/names.ts';
import { cloudnativePgPods } from '../../operators/cloudnative-pg-pods.ts';
import { externalSecretsPods, sealedSecretsPods } from '../../operators/secrets-pods.ts';
import { flowFromPrometheus, namespace } from '../names.ts';

interface Scraped {
  readonly name: string;
  readonly pods: Extract<Endpoint, { kind: 'pods' }>;
  /** Container port that serves metrics, as the chart names and numbers it. */
  readonly port: { readonly name: string; readonly number: number };
  readonly path?: string;
}

/**
 * Programs whose charts come before the CRDs of monitors, or with them: their monitors stand here, beside Prometheus. Ports as the pinned
 * charts and, for Envoy, envoyproxy/gateway v1.9.0 `internal/infrastructure/kubernetes/proxy/resource.go` name them.
 */
function listOperators(environment: Environment): Scraped[] {
  const { slots, gitops } = environment;
  const pods = (endpoint: Endpoint) => endpoint as Extract<Endpoint, { kind: 'pods' }>;
  const metrics = (number: number) => ({ name: 'metrics', number });
  const ofCertManager = (component: string): Scraped => ({
    name: `cert-manager-${component}`,
    pods: {
      kind: 'pods',
      component: 'cert-manager',
      namespace: namespaces.certManager.name,
      labels: { 'app.kubernetes.io/instance': 'cert-manager', 'app.kubernetes.io/component': component },
    },
    port: { name: 'http-metrics', number: 9402 },
  });
  const ofArgo = (program: 'controller' | 'server' | 'repoServer', number: number): Scraped => ({
    name: `argocd-${program === 'repoServer' ? 'repo-server' : program}`,
    pods: pods(argocdEndpoint(gitops.argocdNamespace, program)),
    port: metrics(number),
  });
  return [
    ofCertManager('controller'),
    { name: 'cloudnative-pg', pods: pods(cloudnativePgPods), port: metrics(8080) },
    slots.edge === 'envoy-gateway'
      ? {
          name: 'edge',
          pods: pods(edgeEndpoint(environment)),
          port: metrics(19_001),
          path: '/stats/prometheus',
        }
      : { name: 'edge', pods: pods(edgeEndpoint(environment)), port: metrics(10_254) },
    ...(slots.secrets === 'external-secrets'
      ? [{ name: 'external-secrets', pods: pods(externalSecretsPods), port: metrics(8080) }]
      : []),
    ...(slots.secrets === 'sealed-secrets'
      ? [{ name: 'sealed-secrets', pods: pods(sealedSecretsPods), port: metrics(8081) }]
      : []),
    ...(slots.argocd === 'managed'
      ? [ofArgo('controller', 8082), ofArgo('server', 8083), ofArgo('repoServer', 8084)]
      : []),
  ];
}

/** Monitors of operators, edge and Argo CD. */
export function makeOperatorMonitors(environment: Environment): KubernetesObject[] {
  return listOperators(environment).map(({ name, pods, port, path }) =>
    podMonitor({
      name,
      namespace,
      podNamespace: pods.namespace,
      selector: { ...pods.labels },
      port: port.name,
      ...(path !== undefined && { path }),
    }),
  );
}

/** What Prometheus may read of them. */
export function makeOperatorFlows(environment: Environment): Flow[] {
  return listOperators(environment).map(({ pods, port }) => flowFromPrometheus(pods, port.number));
}
