import { renderApplications } from '../argocd/render-applications.ts';
import type { LoadedEnvironment } from '../environment/environment.ts';
import { printEnvironmentSchema } from '../environment/environment-json-schema.ts';
import { renderFiles } from '../output/render-files.ts';
import { assemblePlatform } from '../platform/assemble-platform.ts';
import { referenceEnvironment } from '../platform/reference-environment.ts';

/** The whole generated tree for these environments: text by path relative to the repository root. Pure. */
export function buildTree(environments: readonly LoadedEnvironment[]): Map<string, string> {
  const platforms = environments.map(({ environment }) => assemblePlatform(environment));
  return renderFiles({
    reference: assemblePlatform(referenceEnvironment()),
    platforms,
    applications: platforms.flatMap(renderApplications),
    extra: [printEnvironmentSchema()],
  });
}
