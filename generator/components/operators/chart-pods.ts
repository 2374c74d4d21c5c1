import type { Environment } from '../../environment/environment.ts';
import { placementFor } from '../common/placement.ts';
import { spreadOverHosts } from '../common/spread.ts';

/** A toleration as charts take it. */
export type ChartToleration = {
  key: string;
  operator: 'Equal' | 'Exists';
  value?: string;
  effect: string;
};

/** A spread constraint as charts take it. */
export type ChartSpread = {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: 'ScheduleAnyway' | 'DoNotSchedule';
  labelSelector: { matchLabels: Record<string, string> };
};

/** Requests and limits as charts take them. */
export type ChartResources = {
  requests: { cpu: string; memory: string };
  limits: { memory: string };
};

/** Keys that the charts of operators share: where a Deployment's pods run. */
export type ChartPods = {
  nodeSelector?: Record<string, string>;
  tolerations?: ChartToleration[];
  topologySpreadConstraints?: ChartSpread[];
};

/** Replicas of an operator that stands by for its leader: two, so that losing a node costs one lease, not a rescheduling. */
export function operatorReplicas(environment: Environment): number {
  return environment.scale.availability === 'high' ? 2 : 1;
}

/** Operators run on the infrastructure pool, replicas on different nodes where possible. `labels` select the pods. */
export function operatorPods(environment: Environment, labels: Record<string, string>): ChartPods {
  return {
    ...placementFor(environment, 'infrastructure'),
    ...(operatorReplicas(environment) > 1 && spreadOverHosts(environment, labels, 'preferred')),
  };
}
