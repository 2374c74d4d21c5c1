import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { objectLabels, partOf, selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import type { Component } from '../../component.ts';
import { makeConfigMaps } from './config-maps.ts';
import { makeFlows } from './flows.ts';
import {
  authSecret,
  componentName,
  isReplicated,
  names,
  namespace,
  nodeLabels,
  proxyLabels,
} from './names.ts';
import { makeNodes } from './nodes.ts';
import { makeProxy } from './proxy.ts';
import { makeHeadlessService, makeMasterService } from './services.ts';

/** The replication bus of Synapse: Valkey or Redis, watched by Sentinels, behind proxies that follow the master. */
export const cacheSynapseComponent: Component = {
  name: componentName,
  tier: 'data',
  summary: 'replication bus between Synapse processes',
  namespace: () => namespace,
  enabled: () => true,
  render(environment) {
    const { replicas, proxyReplicas } = environment.cacheSynapse;
    return {
      resources: [
        serviceAccount,
        makeHeadlessService(environment),
        makeNodes(environment),
        ...budget(names.nodes, nodeLabels, replicas),
        makeMasterService(environment),
        ...(isReplicated(environment)
          ? [makeProxy(environment), ...budget(names.master, proxyLabels, proxyReplicas)]
          : []),
      ],
      configMaps: makeConfigMaps(environment),
      flows: makeFlows(environment),
      secrets: [
        {
          name: authSecret.name,
          namespace,
          keys: { [authSecret.key]: { kind: 'random', length: 32 } },
          why: 'servers, Sentinels, proxies and Synapse: password of the replication bus',
        },
      ],
    };
  },
};

function budget(name: string, labels: WorkloadLabels, replicas: number) {
  return disruptionBudget({
    name,
    namespace,
    labels: objectLabels(labels),
    selector: selectorLabels(labels),
    replicas,
  });
}

/** No pod of the bus talks to the API server. */
const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name: names.serviceAccount,
    namespace,
    labels: { 'app.kubernetes.io/name': names.serviceAccount, 'app.kubernetes.io/part-of': partOf },
  },
  automountServiceAccountToken: false,
};
