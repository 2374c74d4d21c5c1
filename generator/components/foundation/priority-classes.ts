import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { namespaces } from '../common/namespaces.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import type { Component } from '../component.ts';

/** Who is evicted last when nodes are short. */
export const priorityClassesComponent: Component = {
  name: 'priority-classes',
  tier: 'foundation',
  summary: 'priority classes: database, then Synapse, then the rest',
  namespace: () => namespaces.matrix.name,
  enabled: () => true,
  render: () => ({
    resources: Object.values(priorityClasses).map(makePriorityClass),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

function makePriorityClass({
  name,
  value,
  summary,
}: (typeof priorityClasses)[keyof typeof priorityClasses]): IPriorityClass & KubernetesObject {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name, labels: { 'app.kubernetes.io/part-of': partOf } },
    value,
    globalDefault: false,
    description: summary,
  };
}
