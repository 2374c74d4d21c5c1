import { renderApplications } from '../argocd/render-applications.ts';
import { locateSetting } from '../checks/locate-setting.ts';
import type { LoadedEnvironment } from '../environment/environment.ts';
import { printEnvironmentSchema } from '../environment/environment-json-schema.ts';
import { formatPath } from '../environment/path.ts';
import { listUnusablePatches } from '../output/overlay/user-patches.ts';
import { renderFiles } from '../output/render-files.ts';
import { assemblePlatform } from '../platform/assemble-platform.ts';
import { referenceEnvironment } from '../platform/reference-environment.ts';
import { printBootstrap } from './print-bootstrap.ts';
import { printRulePages } from './print-rule-pages.ts';
import { UsageError } from './verb.ts';

/**
 * The whole generated tree for these environments: text by path relative to the repository root.
 *
 * @throws UsageError when a patch of an environment file changes nothing, because no object answers to it.
 */
export function buildTree(environments: readonly LoadedEnvironment[]): Map<string, string> {
  const platforms = environments.map(({ environment }) => assemblePlatform(environment));
  const unusable = environments.flatMap((declared, index) =>
    listUnusablePatches(declared.environment, platforms[index]?.apps ?? []).map(({ path, reason }) => {
      const { file, line, key } = locateSetting(declared, formatPath(path));
      return `${file}:${line} ${key}: ${reason}`;
    }),
  );
  if (unusable.length > 0) throw new UsageError(`Patches that change nothing:\n  ${unusable.join('\n  ')}`);
  return renderFiles({
    reference: assemblePlatform(referenceEnvironment()),
    platforms,
    applications: platforms.flatMap(renderApplications),
    extra: [printEnvironmentSchema(), ...printRulePages(), ...platforms.flatMap(printBootstrap)],
  });
}
