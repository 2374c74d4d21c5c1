import type { Resources } from '../../environment/environment.ts';

/** Container resources: CPU and memory are requested, memory is limited; CPU is not, since throttling fails probes under load. */
export function containerResources({ cpu, memory, memoryLimit }: Resources) {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
