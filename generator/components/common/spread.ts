import type { Environment } from '../../environment/environment.ts';

/** How strictly replicas keep to different nodes. */
export type SpreadMode =
  /** Two replicas never share a node: quorum members, where a shared node would lose the majority. */
  | 'required'
  /** Spread evenly, but start rather than wait: after a node loss the survivors take over. */
  | 'preferred';

/**
 * Topology spread over hosts for the pods that `labels` select; nothing when the environment runs single replicas.
 * `required` is written as pod anti-affinity, because a hard spread constraint counts the empty host of a lost node and then refuses
 * the replacement.
 */
export function spreadOverHosts(environment: Environment, labels: Record<string, string>, mode: SpreadMode) {
  if (environment.scale.availability === 'single') return {};
  const topologyKey = 'kubernetes.io/hostname';
  if (mode === 'preferred') {
    return {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: 'ScheduleAnyway' as const,
          labelSelector: { matchLabels: labels },
        },
      ],
    };
  }
  return {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey, labelSelector: { matchLabels: labels } },
        ],
      },
    },
  };
}
