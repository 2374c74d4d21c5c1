import { existsSync } from 'node:fs';
import { makeResourceSet } from '../rendered/make-resource-set.ts';
import { type RenderChartsOptions, renderCharts } from '../rendered/render-charts.ts';
import type { ResourceSet } from '../rendered/resource-set.ts';
import { UsageError } from './verb.ts';

/** A set, and the version of the cluster that its charts are rendered for. */
export interface ChartedSet {
  readonly set: ResourceSet;
  readonly kubernetesVersion?: string | undefined;
}

/**
 * The same sets, in their order, with what their charts render, and the archives that are not in the directory.
 *
 * @throws UsageError when there is no such directory, or helm is missing or refuses a chart.
 */
export async function addCharts(
  sets: readonly ChartedSet[],
  { charts, crds = false }: Pick<RenderChartsOptions, 'charts' | 'crds'>,
): Promise<{ readonly sets: readonly ResourceSet[]; readonly missing: readonly string[] }> {
  if (!existsSync(charts)) throw new UsageError(`--charts ${charts}: there is no such directory`);
  const options = { charts, crds, helm: process.env['MATRIX_GITOPS_HELM'] ?? 'helm', cache: new Map() };
  const missing = new Set<string>();
  const charted: ResourceSet[] = [];
  for (const { set, kubernetesVersion } of sets) {
    const rendered = await renderCharts(set, { ...options, kubernetesVersion }).catch((error: Error) => {
      throw new UsageError(`The charts cannot be rendered: ${error.message.trim()}`);
    });
    for (const archive of rendered.missing) missing.add(archive);
    charted.push(makeResourceSet(set.environment, set.resources, set.components, rendered.objects));
  }
  return { sets: charted, missing: [...missing].sort() };
}
