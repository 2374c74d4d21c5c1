import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFindings } from '../checks/compare-findings.ts';
import type { Finding } from '../checks/rule.ts';
import { type JudgedEnvironment, type RunOptions, runRules, selectRules } from '../checks/run-rules.ts';
import { checkSchemas } from '../checks/schema/check-schemas.ts';
import type { SchemaIssue } from '../checks/schema/schema-issue.ts';
import type { LoadedEnvironment } from '../environment/environment.ts';
import { formatIdentity } from '../kubernetes/object.ts';
import { writeFiles } from '../output/writer/write-files.ts';
import { type Locate, makeLocate } from '../rendered/locate.ts';
import { renderEnvironments } from '../rendered/render-environment.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import type { CheckResult } from '../reports/check-result.ts';
import { type EnsuredTools, ensureTools } from '../tools/find-tool.ts';
import { projectRoot } from '../tools/tool-versions.ts';
import { addCharts } from './add-charts.ts';
import { buildTree } from './build-tree.ts';
import { listDeclared } from './list-declared.ts';
import { listRunbooks } from './list-runbooks.ts';

/** What to check, and how. */
export interface CheckTreeOptions extends Pick<RunOptions, 'only' | 'except' | 'today'> {
  readonly root: string;
  /** Environments to judge. */
  readonly environments: readonly LoadedEnvironment[];
  /** Every environment of the repository: the whole tree must be current. */
  readonly all: readonly LoadedEnvironment[];
  /** Directory of chart archives, rendered with helm. Default: charts are judged by their values */
  readonly charts?: string;
  readonly progress: (message: string) => void;
}

/** Why an environment could not be checked at all: tools that are missing. */
export interface CheckTreeFailure {
  readonly problems: readonly string[];
}

/**
 * The whole gate: the tree is what the generator writes, every overlay renders, every object fits its schema, and no rule objects.
 *
 * @throws RangeError when `only` or `except` names no rule.
 */
export async function checkTree(options: CheckTreeOptions): Promise<CheckResult | CheckTreeFailure> {
  const { root, environments, all, progress } = options;
  const start = performance.now();
  selectRules(options);
  const tools = findTools();
  const { kustomize, kubeconform } = tools.paths;
  if (kustomize === undefined) return { problems: tools.problems };

  progress('comparing the tree with what the generator writes');
  const stale = findStaleFiles(root, all);
  progress(`rendering ${environments.length} environments`);
  const names = environments.map(({ environment }) => environment.name);
  const renderings = await renderEnvironments(root, names, { kustomize });
  const broken = renderings.flatMap((rendering) =>
    rendering.ok
      ? []
      : rendering.problems.map(({ file, message }) =>
          findingOf('render/failed', rendering.environment, file, message),
        ),
  );
  const judged = renderings.flatMap((rendering, index) => {
    const declared = environments[index];
    if (!rendering.ok || declared === undefined) return [];
    return [{ resources: rendering.resources, declared, secrets: listDeclared(declared.environment) }];
  });
  const sets = judged.map(({ resources }) => resources);
  const locate = makeLocate(root);
  progress(`validating ${sets.reduce((sum, { resources }) => sum + resources.length, 0)} objects`);
  const invalid = await findSchemaIssues(sets, kubeconform, locate);
  progress('judging');
  const charted = await renderChartsOf(judged, options);
  const run = runRules(charted.judged, { ...options, locate, pages: listRunbooks(root) });
  return {
    environments: sets.map(({ environment, resources, components }) => ({
      name: environment,
      resources: resources.length,
      components: [...components],
    })),
    findings: [...stale, ...broken, ...invalid, ...run.findings].sort(compareFindings),
    rules: run.rules,
    problems: run.problems,
    unjudged: run.unjudged,
    partial: [
      ...(kubeconform === undefined ? tools.problems : []),
      ...charted.missing.map(
        (archive) => `${options.charts} has no ${archive}: what it renders was not judged`,
      ),
    ],
    milliseconds: performance.now() - start,
  };
}

async function renderChartsOf(
  judged: readonly JudgedEnvironment[],
  { charts, progress }: CheckTreeOptions,
): Promise<{ readonly judged: readonly JudgedEnvironment[]; readonly missing: readonly string[] }> {
  if (charts === undefined) return { judged, missing: [] };
  progress('rendering charts');
  const { sets, missing } = await addCharts(
    judged.map(({ resources, declared }) => ({
      set: resources,
      kubernetesVersion: declared?.environment.cluster.version,
    })),
    { charts, crds: true },
  );
  return {
    judged: judged.map((environment, index) => ({
      ...environment,
      resources: sets[index] ?? environment.resources,
    })),
    missing,
  };
}

/** The tools; a variable that names no tool is a problem like a tool that is missing. */
function findTools(): EnsuredTools {
  try {
    return ensureTools();
  } catch (error) {
    return { paths: {}, problems: [(error as Error).message] };
  }
}

function findStaleFiles(root: string, all: readonly LoadedEnvironment[]): Finding[] {
  const report = writeFiles(root, buildTree(all), { check: true });
  const regenerate = 'Run: npm run generate';
  const byHand =
    'Put the change into environments/ or the generator; npm run generate -- --force discards it';
  const finding = (file: string, message: string) => findingOf('tree/stale', '', file, message);
  return [
    ...report.stale.map((file) => finding(file, `This is not what the generator writes. ${regenerate}`)),
    ...report.missing.map((file) =>
      finding(file, `The generator writes this file, but it is not there. ${regenerate}`),
    ),
    ...report.extra.map((file) =>
      finding(file, 'Nobody generates this file; Argo CD would still apply it. Remove it'),
    ),
    ...report.handEdited.map((file) => finding(file, `This file was edited by hand. ${byHand}`)),
    ...report.foreign.map((file) =>
      finding(file, `This file stands where a generated one belongs. Move it away`),
    ),
    ...report.problems.map(({ path, reason }) => finding(path, reason)),
  ];
}

/** Objects that do not fit their schema, in every environment. Each object is a file of its own, so that each issue has its object. */
async function findSchemaIssues(
  sets: readonly ResourceSet[],
  kubeconform: string | undefined,
  locate: Locate,
): Promise<Finding[]> {
  const directory = await mkdtemp(join(tmpdir(), 'matrix-gitops-'));
  try {
    const byFile = new Map<string, RenderedResource>();
    for (const [index, resource] of sets.flatMap(({ resources }) => resources).entries())
      byFile.set(join(directory, `${index}.json`), resource);
    await Promise.all([...byFile].map(([file, { json }]) => writeFile(file, JSON.stringify(json))));
    const { issues } = await checkSchemas({
      documents: [...byFile].map(([file, { json }]) => ({ file, object: json })),
      paths: [directory],
      schemas: join(projectRoot, 'schemas'),
      kubeconform,
    });
    return issues.map((issue) => schemaFinding(issue, byFile.get(issue.file), locate));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function schemaFinding(issue: SchemaIssue, resource: RenderedResource | undefined, locate: Locate): Finding {
  const rule = `schema/${issue.kind}`;
  if (resource === undefined) return findingOf(rule, '', 'schemas', issue.message);
  const path = issue.path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return {
    ...findingOf(rule, resource.environment, resource.file, issue.message),
    resource: formatIdentity(resource.identity),
    component: resource.component,
    path,
    ...locate(resource, path),
  };
}

/** Component of a generated file: `base/<component>/…`, `overlays/<environment>/<component>/…`, `apps/<environment>/children/<component>.yaml`. */
function componentOf(file: string): string {
  const [top, second = '', third = '', fourth = ''] = file.split('/');
  if (top === 'base') return second;
  if (top === 'overlays') return third;
  return top === 'apps' ? fourth.replace(/\.yaml$/, '') : '';
}

function findingOf(rule: string, environment: string, file: string, message: string): Finding {
  return {
    rule,
    severity: 'error',
    result: 'fail',
    environment,
    message,
    resource: '',
    component: componentOf(file),
    path: [],
    file,
    line: 1,
    related: [],
  };
}
