import type { LoadedEnvironment } from '../environment/environment.ts';
import { formatIdentity } from '../kubernetes/object.ts';
import type { Locate } from '../rendered/locate.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { acceptFindings } from './accept-findings.ts';
import { compareFindings } from './compare-findings.ts';
import { locateSetting } from './locate-setting.ts';
import { rules as allRules } from './registry.ts';
import type { DeclaredSecret, Finding, Report, Rule, RuleContext } from './rule.ts';

/** One environment to judge: what is rendered, and how it was declared. */
export interface JudgedEnvironment {
  readonly resources: ResourceSet;
  /** Undefined for manifests that no environment file stands behind. */
  readonly declared: LoadedEnvironment | undefined;
  /** Secrets that its components need. Default: none */
  readonly secrets?: readonly DeclaredSecret[];
}

export interface RunOptions {
  /** Finds the line of a value in the generated files. */
  readonly locate: Locate;
  /** Today, `2026-11-24`: acceptances end after their last day, and versions are no longer maintained after theirs. */
  readonly today: string;
  /** Runbooks of the repository, by path from its root: alerts lead there. Default: none */
  readonly pages?: ReadonlySet<string>;
  /** Slugs of the only rules to run. Default: all */
  readonly only?: readonly string[];
  /** Slugs of rules to leave out. Default: none */
  readonly except?: readonly string[];
  /** Default: the registry */
  readonly rules?: readonly Rule[];
}

/** What one rule looked at, over all environments. */
export interface RuleCount {
  readonly rule: string;
  readonly subjects: number;
  readonly failed: number;
  readonly unknown: number;
  /** Environments that have something for the rule to judge. */
  readonly environments: number;
}

/** A rule that did not do its work: a defect of this program, not of the environment. */
export interface RuleProblem {
  readonly rule: string;
  readonly environment: string;
  readonly message: string;
}

/** Outcome of all rules over all environments. */
export interface RuleRun {
  /** Sorted by file, line and rule; accepted ones included. */
  readonly findings: readonly Finding[];
  /** In the order of the registry. */
  readonly rules: readonly RuleCount[];
  readonly problems: readonly RuleProblem[];
  /** Rules that need an environment file where there was none: neither passed nor failed. */
  readonly unjudged: readonly { readonly rule: string; readonly reason: string }[];
}

/**
 * Runs rules over environments.
 *
 * @throws RangeError when `only` or `except` names no rule.
 */
export function runRules(environments: readonly JudgedEnvironment[], options: RunOptions): RuleRun {
  const rules = selectRules(options);
  const skipped = new Set(
    (options.rules ?? allRules).filter((rule) => !rules.includes(rule)).map(({ slug }) => slug),
  );
  const problems: RuleProblem[] = [];
  const unjudged = new Map<string, string>();
  const counts = new Map<
    string,
    { subjects: number; failed: number; unknown: number; environments: number }
  >();
  const findings = environments.flatMap((judged) => {
    const found = rules.flatMap((rule) => {
      const count = counts.get(rule.slug) ?? { subjects: 0, failed: 0, unknown: 0, environments: 0 };
      counts.set(rule.slug, count);
      if (rule.needsEnvironment && judged.declared === undefined) {
        unjudged.set(rule.slug, 'they need an environment file');
        return [];
      }
      const { subjects, reports, problem } = runRule(rule, judged, options);
      count.subjects += subjects;
      if (subjects > 0) count.environments++;
      if (problem !== undefined)
        problems.push({ rule: rule.slug, environment: judged.resources.environment, message: problem });
      return reports.map(({ result, report }) => {
        count[result === 'fail' ? 'failed' : 'unknown']++;
        return locateReport(rule, result, report, judged, options.locate);
      });
    });
    return judged.declared === undefined
      ? found
      : acceptFindings(found, judged.declared, options.today, skipped);
  });
  return {
    findings: findings.sort(compareFindings),
    rules: [...counts].map(([rule, count]) => ({ rule, ...count })),
    problems,
    unjudged: [...unjudged].map(([rule, reason]) => ({ rule, reason })),
  };
}

/**
 * The rules that `only` and `except` leave.
 *
 * @throws RangeError when one of them names no rule.
 */
export function selectRules({
  rules = allRules,
  only,
  except = [],
}: Pick<RunOptions, 'rules' | 'only' | 'except'>): readonly Rule[] {
  for (const slug of [...(only ?? []), ...except]) {
    if (!rules.some((rule) => rule.slug === slug)) throw new RangeError(`There is no rule "${slug}"`);
  }
  return rules.filter(({ slug }) => (only === undefined || only.includes(slug)) && !except.includes(slug));
}

interface RuleOutcome {
  readonly subjects: number;
  readonly reports: readonly { readonly result: Finding['result']; readonly report: Report }[];
  readonly problem?: string;
}

function runRule(
  rule: Rule,
  { resources, declared, secrets = [] }: JudgedEnvironment,
  { today, pages = new Set() }: RunOptions,
): RuleOutcome {
  let passed = 0;
  const reports: { result: Finding['result']; report: Report }[] = [];
  const outcome = (problem?: string): RuleOutcome => ({
    subjects: passed + reports.length,
    reports,
    ...(problem !== undefined && { problem }),
  });
  try {
    const context: RuleContext = {
      resources,
      today,
      pass: () => {
        passed++;
      },
      fail: (report) => {
        reports.push({ result: 'fail', report });
      },
      unknown: (report) => {
        reports.push({ result: 'unknown', report });
      },
    };
    if (!rule.needsEnvironment) rule.check(context);
    else if (declared !== undefined) rule.check({ ...context, declared, secrets, pages });
  } catch (error) {
    return outcome(`failed: ${(error as Error).message}`);
  }
  // Manifests of others need not hold what a rule looks for.
  if (declared === undefined || rule.optional) return outcome();
  const judged = rule.components.filter((component) => resources.components.has(component));
  const applicable = rule.components.length === 0 || judged.length > 0;
  if (!applicable || passed + reports.length > 0) return outcome();
  return outcome(`checked nothing, though the environment has ${judged.join(', ') || 'resources'}`);
}

function locateReport(
  rule: Rule,
  result: Finding['result'],
  report: Report,
  { resources, declared }: JudgedEnvironment,
  locate: Locate,
): Finding {
  const { resource, path, lineContaining, message, setting, related = [] } = report;
  return {
    rule: rule.slug,
    // What cannot be judged must be seen, but must not stop a correct change.
    severity: result === 'unknown' && rule.severity === 'error' ? 'warning' : rule.severity,
    result,
    environment: resources.environment,
    message,
    resource: nameOf(resource),
    component: resource.component,
    path,
    ...locate(resource, path, lineContaining),
    ...(setting !== undefined && declared !== undefined && { setting: locateSetting(declared, setting) }),
    related: related.map((other) => ({
      resource: nameOf(other.resource),
      ...locate(other.resource, other.path),
      message: other.message,
    })),
  };
}

function nameOf({ identity }: RenderedResource): string {
  return formatIdentity(identity);
}
