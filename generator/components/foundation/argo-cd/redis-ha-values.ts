import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';

/** Values of subchart redis-ha: three servers with Sentinels on three nodes, and a proxy to the master. */
export function makeRedisHaValues(environment: Environment): JsonObject {
  const { nodeSelector, tolerations } = placementFor(environment, 'infrastructure');
  const priorityClassName = priorityClasses.standard.name;
  return {
    enabled: true,
    image: { repository: images.argocdRedis.repository, tag: images.argocdRedis.tag },
    priorityClassName,
    podDisruptionBudget: { maxUnavailable: 1 },
    redis: { resources: containerResources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }) },
    sentinel: { resources: containerResources({ cpu: '20m', memory: '32Mi', memoryLimit: '64Mi' }) },
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    haproxy: {
      image: { repository: images.haproxy.repository, tag: images.haproxy.tag },
      priorityClassName,
      podDisruptionBudget: { maxUnavailable: 1 },
      serviceAccount: { automountToken: false },
      // Its listeners would not start on nodes without IPv6.
      IPv6: { enabled: false },
      metrics: { enabled: false },
      resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '128Mi' }),
      ...(tolerations && { tolerations }),
    },
  };
}
