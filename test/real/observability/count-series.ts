import { expect } from 'vitest';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import { seriesOfSynapse, seriesOfWorker } from '../../../generator/metrics/series-of-target.ts';
import type { SynapsePlatform } from '../synapse/start-synapse-platform.ts';

/** Series of what a program answers: lines that are no comment. */
export function countSeries(text: string): number {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

/** Asks a program for its metrics, and counts. */
export async function fetchSeries(url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return countSeries(await response.text());
}

/** An estimate is good when it is not too small, and at most twice as large. */
export function expectEstimate(what: string, measured: number, estimate: number): void {
  expect(measured, `${what}: ${measured} of ${estimate}`).toBeLessThanOrEqual(estimate);
  expect(measured, `${what}: ${measured} of ${estimate}`).toBeGreaterThanOrEqual(estimate / 2);
}

/** Holds the estimate of every process of Synapse against what it answers. */
export async function expectSynapseSeries({ pods, addresses }: SynapsePlatform): Promise<void> {
  for (const pod of pods) {
    const { series } = seriesOfSynapse[pod.replace(/-\d+$/, '')] ?? seriesOfWorker;
    const url = `http://${addresses.get(pod)}:${synapsePorts.metrics}/_synapse/metrics`;
    expectEstimate(pod, await fetchSeries(url), series);
  }
}
