import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, partOf, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import type { ComponentOutput, Flow } from '../../component.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import { makeNodeConfigMap } from './config-maps.ts';
import { makeHeadlessService } from './headless-service.ts';
import { makeMonitor } from './monitor.ts';
import { makeNodes } from './nodes.ts';
import {
  authSecretOf,
  isReplicated,
  namesOf,
  nodeEndpointOf,
  nodeLabelsOf,
  ports,
  type SentinelCache,
} from './sentinel-cache.ts';

/** Servers and Sentinels of one cache, with everything that belongs to them. */
export function renderCache(cache: SentinelCache, environment: Environment): ComponentOutput {
  const { namespace } = cache;
  const labels = nodeLabelsOf(cache);
  const authSecret = authSecretOf(cache);
  return {
    resources: [
      makeServiceAccount(cache),
      makeHeadlessService(cache, environment),
      makeNodes(cache, environment),
      ...disruptionBudget({
        name: namesOf(cache).nodes,
        namespace,
        labels: objectLabels(labels),
        selector: selectorLabels(labels),
        replicas: cache.settings(environment).replicas,
      }),
      makeMonitor(cache, environment),
    ],
    configMaps: [makeNodeConfigMap(cache, environment)],
    flows: makeFlows(cache, environment),
    secrets: [
      {
        name: authSecret.name,
        namespace,
        keys: { [authSecret.key]: { kind: 'random', length: 32 } },
        why: cache.passwordReaders,
      },
    ],
  };
}

/** No pod of a cache talks to the API server. */
function makeServiceAccount(cache: SentinelCache): IServiceAccount & KubernetesObject {
  const name = namesOf(cache).serviceAccount;
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      namespace: cache.namespace,
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': partOf },
    },
    automountServiceAccountToken: false,
  };
}

/** Connections between the pods of a cache; and what Prometheus reads; clients declare their own. A single server talks to no other. */
function makeFlows(cache: SentinelCache, environment: Environment): Flow[] {
  const nodes = nodeEndpointOf(cache);
  const scrape = flowFromPrometheus(nodes, ports.exporter);
  if (!isReplicated(cache, environment)) return [scrape];
  return [
    scrape,
    {
      from: nodes,
      to: nodes,
      ports: [
        { port: ports.server, protocol: 'TCP' },
        { port: ports.sentinel, protocol: 'TCP' },
      ],
      why: 'replicas follow the master, and Sentinels watch servers and each other',
    },
  ];
}
