import { charts } from '../../versions.ts';
import { namespaces } from '../common/namespaces.ts';
import { keepForever } from '../common/sync-wave.ts';
import type { Component } from '../component.ts';

/** The values of chart prometheus-operator-crds that we set; `crds` are the values of its only subchart. */
type PrometheusCrdsValues = {
  crds: {
    /** Written on every CRD: with a CRD would go all monitors and rules of the cluster. */
    annotations: Record<string, string>;
    /** Nobody here runs Thanos. */
    thanosrulers: { enabled: false };
  };
};

const values: PrometheusCrdsValues = {
  crds: { annotations: keepForever, thanosrulers: { enabled: false } },
};

/**
 * Kinds of the Prometheus operator, before every component that brings monitors and rules: the operator itself comes in a much
 * later wave, and an Application with a kind that does not exist yet does not sync.
 */
export const prometheusCrdsComponent: Component = {
  name: 'prometheus-crds',
  tier: 'operators',
  summary: 'CRDs of the Prometheus operator: monitors and rules',
  // Everything in the chart is cluster-scoped; an Application wants a namespace that its project may write to.
  namespace: () => namespaces.monitoring.name,
  enabled: () => true,
  render: () => ({
    resources: [],
    configMaps: [],
    helm: { chart: charts.prometheusCrds, releaseName: 'prometheus-crds', values },
    flows: [],
    secrets: [],
  }),
};
