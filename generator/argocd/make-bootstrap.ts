import { component } from '../components/foundation/argo-cd/names.ts';
import type { JsonObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';
import { withHealthChecks } from './health/with-health-checks.ts';
import { appsDirectory } from './names.ts';

/** What installs Argo CD on an empty cluster: what its own Application then finds in place. */
export interface Bootstrap {
  /** Directory of both files, relative to the repository root. */
  readonly directory: string;
  /** The values that the Application of Argo CD carries. */
  readonly values: JsonObject;
  /** Facts for `scripts/bootstrap.sh`, by name. */
  readonly facts: Readonly<Record<string, string>>;
}

/** The bootstrap of an environment; undefined where Argo CD is somebody else's. */
export function makeBootstrap(platform: Platform): Bootstrap | undefined {
  const app = platform.apps.find((candidate) => candidate.component === component);
  if (app?.helm === undefined) return undefined;
  const { chart, releaseName, values } = app.helm;
  return {
    directory: `${appsDirectory(platform)}/bootstrap`,
    values: withHealthChecks(component, values),
    facts: {
      chart_repository: chart.repository,
      chart_name: chart.chart,
      chart_version: chart.version,
      release_name: releaseName,
      namespace: app.namespace,
      kubernetes_version: platform.environment.cluster.version,
    },
  };
}
