import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environment/environment.ts';
import { replaceFile } from '../../output/writer/replace-file.ts';
import { writeFiles } from '../../output/writer/write-files.ts';
import { assemblePlatform } from '../../platform/assemble-platform.ts';
import { exitCodeFor } from '../../reports/exit-code-for.ts';
import { printTextReport } from '../../reports/print-text-report.ts';
import { buildTree } from '../build-tree.ts';
import { checkTree } from '../check-tree.ts';
import type { Console } from '../console.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { printWriteReport } from '../print-write-report.ts';
import { type Git, openGit } from '../release/git.ts';
import { listSyncOrder, printSyncOrder } from '../release/sync-order.ts';
import { writePin } from '../release/write-pin.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';

export interface ReleaseOptions {
  readonly environment: string;
  readonly tag: string;
  readonly json: boolean;
}

/**
 * Pins the Applications of an environment to a tag: checks what is committed, writes `gitops.release`, regenerates, and says in which order
 * Argo CD will apply it. Committing and pushing that is the promotion, and a person's.
 */
export const release: Verb<ReleaseOptions> = async (context, { environment, tag, json }) => {
  const { root, console } = context;
  const all = loadOrReport(root, console, json);
  if (all === undefined) return exitCode.usage;
  const [declared] = selectEnvironments(all, [environment]);
  if (declared === undefined) return exitCode.usage;
  const git = openGit(root);
  requireTag(git, declared, tag);
  const before = declared.environment.gitops.release;
  const platform = assemblePlatform(declared.environment);
  if (before !== tag) {
    requireCommitted(git);
    const checked = await check(context, declared, all);
    if (checked !== exitCode.clean) return checked;
    const code = pin(context, declared, tag, json);
    if (code !== exitCode.clean) return code;
  }
  const changed =
    before === null || git.findTag(before) === undefined
      ? undefined
      : git.listDifferences(before, tag, ['base', `overlays/${environment}`]);
  const steps = listSyncOrder(platform, changed);
  if (json) {
    console.out(`${JSON.stringify({ version: 1, environment, tag, before, steps }, undefined, 2)}\n`);
    return exitCode.clean;
  }
  console.out(
    before === tag
      ? `${environment} is pinned to ${tag} already. Applications by wave:\n`
      : `${environment} is pinned to ${tag}, before: ${before ?? 'not pinned'}. Once this is committed and pushed, the root syncs, each wave waiting for the one before:\n`,
  );
  console.out(printSyncOrder(steps));
  return exitCode.clean;
};

function requireTag(git: Git, { environment }: LoadedEnvironment, tag: string): void {
  if (git.findTag(tag) === undefined)
    throw new UsageError(
      `There is no tag "${tag}" here. With the content committed:\n  git tag --annotate ${tag} --message "${tag}"\n  git push origin ${tag}`,
    );
  if (!git.isAncestor(tag, 'HEAD'))
    throw new UsageError(`The tag "${tag}" is not part of this branch: its content was never here`);
  const there = new Set(git.listNames(tag, `overlays/${environment.name}`));
  const absent = listSyncOrder(assemblePlatform(environment), undefined).filter(
    ({ component }) => !there.has(component),
  );
  if (absent.length > 0)
    throw new UsageError(
      `The tag "${tag}" has no overlay of ${absent.map(({ component }) => component).join(', ')}, which ${environment.name} deploys: tag a newer commit`,
    );
}

function requireCommitted(git: Git): void {
  const changes = git.listChanges();
  if (changes.length > 0)
    throw new UsageError(
      `What is pinned must be what is committed. Not committed:\n${changes.map((line) => `  ${line}\n`).join('')}`,
    );
}

async function check(
  { root, console }: VerbContext,
  declared: LoadedEnvironment,
  all: readonly LoadedEnvironment[],
): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const result = await checkTree({
    root,
    environments: [declared],
    all,
    progress: console.progress,
    today,
    except: [],
  });
  if (!('findings' in result)) {
    console.err(`Nothing was checked.\n${result.problems.map((problem) => `  ${problem}\n`).join('')}`);
    return exitCode.internal;
  }
  const code = exitCodeFor(result, 'error');
  if (code !== exitCode.clean)
    console.err(printTextReport(result, { threshold: 'error', colour: console.errColours.isColorSupported }));
  return code;
}

/** Writes the pin and the tree; where either cannot be, the file is as it was. */
function pin(
  { root, console }: VerbContext,
  { file }: LoadedEnvironment,
  tag: string,
  json: boolean,
): number {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  replaceFile(path, pinnedText(text, tag));
  const code = regenerate(root, console, json);
  if (code !== exitCode.clean) replaceFile(path, text);
  return code;
}

function pinnedText(text: string, tag: string): string {
  try {
    return writePin(text, tag);
  } catch (error) {
    throw error instanceof SyntaxError ? new UsageError(error.message) : error;
  }
}

function regenerate(root: string, console: Console, json: boolean): number {
  const environments = loadOrReport(root, console, json);
  if (environments === undefined) return exitCode.usage;
  const report = writeFiles(root, buildTree(environments), { check: false, force: false });
  if (report.complete) return exitCode.clean;
  console.err(printWriteReport(report, false));
  return exitCode.findings;
}
