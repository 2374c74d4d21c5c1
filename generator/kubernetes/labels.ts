/** Labels of the recommended `app.kubernetes.io` set that select pods; they never carry a version. */
export interface WorkloadLabels {
  /** Program: `synapse`, `valkey`, `haproxy`. */
  readonly name: string;
  /** Role of this workload within the platform: `main`, `sync`, `router`. Unique per workload in a namespace. */
  readonly component: string;
}

/** Every object of the platform carries this value of `app.kubernetes.io/part-of`. */
export const partOf = 'matrix';

/** Labels that select the pods of one workload. Stable for the life of the workload: selectors are immutable. */
export function selectorLabels({ name, component }: WorkloadLabels): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
}

/** Labels of an object: the selector labels and what it belongs to. */
export function objectLabels(labels: WorkloadLabels): Record<string, string> {
  return { ...selectorLabels(labels), 'app.kubernetes.io/part-of': partOf };
}
