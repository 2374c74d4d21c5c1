import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Component } from '../../component.ts';
import { renderCache } from '../sentinel-cache/render-cache.ts';
import { makeFlows } from './flows.ts';
import { makeMasterService } from './master-service.ts';
import { cache, componentName, isReplicated, names, namespace, proxyLabels } from './names.ts';
import { makeProxy, makeProxyConfigMap } from './proxy.ts';

/** The replication bus of Synapse: Valkey or Redis, watched by Sentinels, behind proxies that follow the master. */
export const cacheSynapseComponent: Component = {
  name: componentName,
  tier: 'data',
  summary: 'replication bus between Synapse processes',
  namespace: () => namespace,
  enabled: () => true,
  render(environment) {
    const servers = renderCache(cache, environment);
    const service = makeMasterService(environment);
    if (!isReplicated(environment)) return { ...servers, resources: [...servers.resources, service] };
    const budget = disruptionBudget({
      name: names.master,
      namespace,
      labels: objectLabels(proxyLabels),
      selector: selectorLabels(proxyLabels),
      replicas: environment.cacheSynapse.proxyReplicas,
    });
    const monitor = podMonitor({
      name: names.master,
      namespace,
      selector: selectorLabels(proxyLabels),
      port: 'status',
    });
    return {
      resources: [...servers.resources, service, makeProxy(environment), ...budget, monitor],
      configMaps: [...servers.configMaps, makeProxyConfigMap(environment)],
      flows: [...servers.flows, ...makeFlows()],
      secrets: servers.secrets,
    };
  },
};
