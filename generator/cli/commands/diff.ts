import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environment/environment.ts';
import { loadEnvironments } from '../../environment/load-environments.ts';
import { makeResourceSet } from '../../rendered/make-resource-set.ts';
import { makePairCache, type RenderedPair, renderPair } from '../../rendered/pair/render-pair.ts';
import { readManifests } from '../../rendered/read-manifests.ts';
import { RenderFailure } from '../../rendered/render-problem.ts';
import type { ResourceSet } from '../../rendered/resource-set.ts';
import { wholeTree } from '../../rendered/tree.ts';
import { printReview } from '../../reports/review/print-review.ts';
import { printReviewMarkdown } from '../../reports/review/print-review-markdown.ts';
import { describeReview, type ReviewText } from '../../review/describe-review.ts';
import { type ReviewedEnvironment, reviewEnvironments } from '../../review/review.ts';
import { ensureTools } from '../../tools/find-tool.ts';
import { addCharts } from '../add-charts.ts';
import { checkOutTree } from '../check-out-tree.ts';
import { exitCode } from '../exit-code.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';

export interface DiffOptions {
  readonly names: readonly string[];
  /** Commit or branch to compare the working tree with. */
  readonly base: string;
  /** False: with where the work branched off from `base`. */
  readonly exact: boolean;
  /** Two directories of rendered manifests instead of two states of this repository. */
  readonly from?: string;
  readonly to?: string;
  /** File for a comment of at most `budget` characters. */
  readonly markdown?: string;
  readonly budget?: number;
  /** File for the whole review in Markdown. */
  readonly markdownAll?: string;
  /** Directory of chart archives: what charts render is compared, too. */
  readonly charts?: string;
  readonly json: boolean;
}

/** Compares what two states of the repository would apply, and says what is dangerous about it. */
export const diff: Verb<DiffOptions> = async (context, options) => {
  const { console } = context;
  const today = new Date().toISOString().slice(0, 10);
  const giveUp = (problems: readonly string[]) => {
    console.err(`Nothing was compared.\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
    return exitCode.internal;
  };
  const environments =
    options.from === undefined && options.to === undefined
      ? await renderTrees(context, options)
      : readTrees(options);
  if (!Array.isArray(environments)) return giveUp(environments.problems);
  const compared = await renderChartsOf(context, environments, options.charts);
  let review: ReviewText;
  try {
    review = describeReview(reviewEnvironments(compared, today));
  } catch (error) {
    // What is the same on both sides is read only now.
    if (error instanceof RenderFailure) return giveUp([error.message]);
    throw error;
  }
  if (options.markdown !== undefined)
    writeFileSync(options.markdown, printReviewMarkdown(review, options.budget).text);
  if (options.markdownAll !== undefined)
    writeFileSync(options.markdownAll, printReviewMarkdown(review, Number.POSITIVE_INFINITY).text);
  console.out(
    options.json
      ? `${JSON.stringify(review, undefined, 2)}\n`
      : printReview(review, { colour: console.outColours.isColorSupported }),
  );
  return isOpen(review) ? exitCode.findings : exitCode.clean;
};

/** The same environments with what their charts render among their objects, where a directory of charts is given. */
async function renderChartsOf(
  { console }: VerbContext,
  environments: readonly Compared[],
  charts: string | undefined,
): Promise<readonly ReviewedEnvironment[]> {
  if (charts === undefined) return environments;
  console.progress('rendering charts');
  const { sets, missing } = await addCharts(
    environments.flatMap(({ before, after, kubernetesVersion }) =>
      [before, after].map((set) => ({ set, kubernetesVersion })),
    ),
    { charts },
  );
  if (missing.length > 0)
    console.err(`Compared by their values only, not in ${charts}: ${missing.join(', ')}\n`);
  return environments.map((environment, index) => ({
    ...environment,
    before: mergeCharts(sets[2 * index] ?? environment.before),
    after: mergeCharts(sets[2 * index + 1] ?? environment.after),
  }));
}

function mergeCharts({ environment, resources, components, charts }: ResourceSet): ResourceSet {
  return makeResourceSet(environment, [...resources, ...[...charts.values()].flat()], components);
}

function isOpen({ verdict, staleAcknowledgements }: ReviewText): boolean {
  return verdict === 'blocked' || verdict === 'needs a human' || staleAcknowledgements.length > 0;
}

/** An environment to review, and the version of its cluster where a file declares it. */
interface Compared extends ReviewedEnvironment {
  readonly kubernetesVersion?: string | undefined;
}

interface Failure {
  readonly problems: readonly string[];
}

async function renderTrees(
  { root, console }: VerbContext,
  options: DiffOptions,
): Promise<Compared[] | Failure> {
  const { paths, problems } = ensureTools(['kustomize']);
  const { kustomize } = paths;
  if (kustomize === undefined) return { problems };
  const base = await checkOutTree(root, options.base, !options.exact);
  try {
    const names = selectNames([...base.environments, ...listEnvironments(root)], options.names);
    console.progress(`rendering ${names.length} environments as they are and as they were at ${base.commit}`);
    const shared = { kustomize, changed: base.changed, cache: makePairCache() };
    const trees = { before: base.tree, after: wholeTree(root) };
    const [declared, ...pairs] = await Promise.all([
      // Read while kustomize is at work.
      Promise.resolve().then(() => loadEnvironments(root).environments ?? []),
      ...names.map((name) => renderPair(trees, name, shared)),
    ]);
    const broken = pairs.flatMap((pair) =>
      pair.ok ? [] : pair.problems.map(({ file, message }) => `${file}: ${message}`),
    );
    if (broken.length > 0) return { problems: broken };
    return pairs.flatMap((pair) => toReviewed(pair, declared));
  } finally {
    base.remove();
  }
}

function toReviewed(pair: RenderedPair, declared: readonly LoadedEnvironment[]): Compared[] {
  if (!pair.ok) return [];
  const found = declared.find(({ environment }) => environment.name === pair.after.environment);
  return [
    {
      before: pair.before,
      after: pair.after,
      acknowledgements: found?.environment.acknowledge ?? [],
      kubernetesVersion: found?.environment.cluster.version,
    },
  ];
}

function selectNames(all: readonly string[], wanted: readonly string[]): string[] {
  const known = [...new Set(all)].sort();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`There is no environment "${unknown.join('", "')}". There are: ${known.join(', ')}`);
  return wanted.length === 0 ? known : known.filter((name) => wanted.includes(name));
}

function listEnvironments(root: string): string[] {
  const overlays = join(root, 'overlays');
  if (!existsSync(overlays)) return [];
  return readdirSync(overlays, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function readTrees({ from, to }: DiffOptions): ReviewedEnvironment[] | Failure {
  if (from === undefined || to === undefined) throw new UsageError('--from and --to go together');
  const [before, after] = [from, to].map((directory) => {
    if (!existsSync(directory)) throw new UsageError(`${directory}: there is no such directory`);
    return readManifests(directory, 'manifests');
  });
  const problems = [before, after].flatMap((side) => (side?.ok === false ? side.problems : []));
  if (!before?.ok || !after?.ok)
    return { problems: problems.map(({ file, message }) => `${file}: ${message}`) };
  return [{ before: before.resources, after: after.resources, acknowledgements: [] }];
}
