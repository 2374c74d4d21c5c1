import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { objectLabels } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import type { Component } from '../component.ts';
import { declareObjectStoreSecret } from '../data/object-store/names.ts';
import { makeSynapseConfigMaps } from './config/config-maps.ts';
import { makeFlows } from './flows.ts';
import { componentName, namespace, processLabels } from './labels.ts';
import { makeCleanup, makeCleanupConfigMap, makeMediaFlows } from './media/cleanup.ts';
import { offloadsMedia } from './media/holder.ts';
import { makeMediaClaim, makeStoreConfigMap } from './media/store.ts';
import { monitors } from './monitors.ts';
import { makeMain } from './process/main.ts';
import { makeWorkers } from './process/workers.ts';
import { makeRouter, makeRouterConfigMap } from './router/router.ts';
import { secrets } from './secrets.ts';

/** The homeserver: one main process, workers of the kinds in the catalogue, and the router that decides who answers what. */
export const synapseComponent: Component = {
  name: componentName,
  tier: 'synapse',
  summary: 'Synapse: main process, workers and the router in front of them',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [
      serviceAccount,
      makeMediaClaim(environment),
      ...makeMain(environment),
      ...makeWorkers(environment),
      ...makeRouter(environment),
      ...makeCleanup(environment),
      ...monitors,
    ],
    configMaps: [
      ...makeSynapseConfigMaps(environment),
      makeRouterConfigMap(environment),
      ...makeStoreConfigMap(environment),
      ...makeCleanupConfigMap(environment),
    ],
    flows: [...makeFlows(environment), ...makeMediaFlows(environment)],
    secrets: [
      ...secrets,
      ...(offloadsMedia(environment) ? [declareObjectStoreSecret(environment, 'synapse', namespace)] : []),
    ],
  }),
};

/** Shared by all Synapse processes; none of them talks to the API server. */
const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'synapse', namespace, labels: objectLabels(processLabels('process')) },
  automountServiceAccountToken: false,
};
