import type { IApplicationSource } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSource';
import type { Platform, PlatformApp } from '../platform/platform.ts';
import { withHealthChecks } from './health/with-health-checks.ts';

/** Where an Application comes from, and the annotation that says which files of the repository concern it. */
export interface Sources {
  readonly spec: { readonly source: IApplicationSource } | { readonly sources: IApplicationSource[] };
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Sources of a component: its overlay, its chart, or the chart and then the overlay. `spec.source.kustomize` stays empty, so that
 * `kustomize build` shows exactly what is applied; a chart's values are data, not text, so that they can be reviewed.
 */
export function makeSources(platform: Platform, app: PlatformApp): Sources {
  const chart = makeChartSource(app);
  const overlay = makeOverlaySource(platform, app);
  const sources = [chart, overlay].filter((source) => source !== undefined);
  const [first] = sources;
  if (first === undefined) throw new Error(`The component "${app.component}" deploys nothing`);
  return {
    spec: sources.length === 1 ? { source: first } : { sources },
    annotations: overlay === undefined ? {} : generatePaths(platform, app),
  };
}

/** Revision of everything below `overlays/`: the release where one is pinned, the branch otherwise. */
export function appRevision({ environment: { gitops } }: Platform): string {
  return gitops.release ?? gitops.branch;
}

function makeOverlaySource(platform: Platform, app: PlatformApp): IApplicationSource | undefined {
  if (app.resources.length === 0 && app.configMaps.length === 0) return undefined;
  const { name, gitops } = platform.environment;
  return {
    repoURL: gitops.repository,
    targetRevision: appRevision(platform),
    path: `overlays/${name}/${app.component}`,
  };
}

function makeChartSource(app: PlatformApp): IApplicationSource | undefined {
  const { helm } = app;
  if (helm === undefined) return undefined;
  const { chart, releaseName, values } = helm;
  return {
    repoURL: chart.repository,
    chart: chart.chart,
    targetRevision: chart.version,
    helm: { releaseName, valuesObject: withHealthChecks(app.component, values) },
  };
}

/**
 * Directories whose changes concern the Application: without it, each commit has Argo CD render every Application anew.
 * Absolute paths (a leading slash is the repository's root), because a relative one would be resolved against each source of
 * several.
 *
 * Source: argoproj/argo-cd v3.5.1 `docs/operator-manual/high_availability.md`, `util/app/path/path.go`.
 */
function generatePaths({ environment }: Platform, { component }: PlatformApp): Record<string, string> {
  const paths = `/overlays/${environment.name}/${component};/base/${component}`;
  return { 'argocd.argoproj.io/manifest-generate-paths': paths };
}
