import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { operatorReplicas } from '../../operators/chart-pods.ts';
import { makeArgocdConfig, makeRbac, trustCertificates } from './argocd-config.ts';
import { cacheSurvivesNode } from './cache-survives.ts';
import { makeNotifications } from './notifications.ts';
import { makeRedisHaValues } from './redis-ha-values.ts';

/**
 * The values of chart argo-cd that we set; each was seen to change what `helm template` of 10.1.1 renders. What is not used is off:
 * dex (Argo CD speaks to an identity provider itself), ApplicationSets (every Application is written out), and notifications that
 * nobody asked for.
 */
export function makeValues(environment: Environment): JsonObject {
  const survives = cacheSurvivesNode(environment);
  return {
    global: {
      image: { repository: images.argocd.repository, tag: images.argocd.tag },
      logging: { format: 'json' },
      // The chart's policies leave egress open; those of the overlay name every connection.
      networkPolicy: { create: false },
      priorityClassName: priorityClasses.standard.name,
      ...placementFor(environment, 'infrastructure'),
    },
    crds: {
      install: true,
      keep: true,
      // With the CRD of Applications go all Applications, and with them what they deployed.
      annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Prune=false,Delete=false' },
    },
    configs: {
      cm: makeArgocdConfig(environment),
      params: {
        // Compares as the API server would apply, for Applications of others too.
        'controller.diff.server.side': true,
      },
      rbac: makeRbac(environment),
      ssh: { knownHosts: environment.argocd.sshKnownHosts.join('\n') },
      ...trustCertificates(environment),
    },
    controller: {
      // One: several share clusters among themselves, and there is one cluster.
      replicas: 1,
      resources: containerResources({ cpu: '250m', memory: '512Mi', memoryLimit: '2Gi' }),
    },
    server: program(environment, { cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' }),
    repoServer: {
      ...program(environment, { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' }),
      automountServiceAccountToken: false,
    },
    redis: {
      automountServiceAccountToken: false,
      image: { repository: images.argocdRedis.repository, tag: images.argocdRedis.tag },
      resources: containerResources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }),
    },
    redisSecretInit: { resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '128Mi' }) },
    'redis-ha': survives ? makeRedisHaValues(environment) : { enabled: false },
    dex: { enabled: false },
    applicationSet: { replicas: 0 },
    notifications: makeNotifications(environment),
  };
}

/** A program that may run several times: two where losing a node must not interrupt anybody. */
function program(
  environment: Environment,
  resources: { cpu: string; memory: string; memoryLimit: string },
): JsonObject {
  const replicas = operatorReplicas(environment);
  return {
    replicas,
    ...(replicas > 1 && { pdb: { enabled: true, maxUnavailable: 1 } }),
    resources: containerResources(resources),
  };
}
