import { existsSync, statSync } from 'node:fs';
import { posix, relative } from 'node:path';
import { type RunOptions, runRules } from '../checks/run-rules.ts';
import { makeLocate } from '../rendered/locate.ts';
import { readManifests } from '../rendered/read-manifests.ts';
import type { CheckResult } from '../reports/check-result.ts';
import type { CheckTreeFailure } from './check-tree.ts';
import { UsageError } from './verb.ts';

export interface CheckManifestsOptions extends Pick<RunOptions, 'only' | 'except' | 'today'> {
  /** Holds rendered manifests, whoever rendered them. */
  readonly directory: string;
  /** Files are named relative to this directory. */
  readonly from: string;
}

/**
 * Judges manifests without an environment file, by the rules that need none; the others are `unjudged`. Schemas are not looked at: kinds
 * and versions of others are not those that the schemas here are kept for.
 *
 * @throws UsageError when there is no such directory.
 * @throws RangeError when `only` or `except` names no rule.
 */
export function checkManifests(options: CheckManifestsOptions): CheckResult | CheckTreeFailure {
  const { directory, from } = options;
  const start = performance.now();
  if (!existsSync(directory)) throw new UsageError(`--manifests ${directory}: there is no such directory`);
  if (!statSync(directory).isDirectory())
    throw new UsageError(`--manifests ${directory}: this is a file; name the directory that it is in`);
  const manifests = readManifests(directory, 'manifests');
  if (!manifests.ok)
    return { problems: manifests.problems.map(({ file, message }) => `${file}: ${message}`) };
  const { resources } = manifests;
  if (resources.resources.length === 0) return { problems: [`${directory} holds no manifest`] };
  const locate = makeLocate(directory);
  const prefix = relative(from, directory).replaceAll('\\', '/');
  const run = runRules([{ resources, declared: undefined }], {
    ...options,
    locate: (...place) => {
      const { file, line } = locate(...place);
      return { file: posix.join(prefix, file), line };
    },
  });
  return {
    environments: [
      {
        name: resources.environment,
        resources: resources.resources.length,
        components: [...resources.components],
      },
    ],
    findings: run.findings,
    rules: run.rules,
    problems: run.problems,
    unjudged: [
      ...run.unjudged,
      { rule: 'schema/invalid', reason: 'run kubeconform with the schemas of your cluster' },
    ],
    partial: [],
    milliseconds: performance.now() - start,
  };
}
