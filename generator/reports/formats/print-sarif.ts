import type { Severity } from '../../checks/rule.ts';
import type { RuleText } from '../../checks/rule-texts.ts';
import type { CheckResult } from '../check-result.ts';
import { describeTracked, type TrackedFinding, trackFindings } from '../fingerprint-findings.ts';
import type { ReportOptions } from '../report-options.ts';

/** SARIF `level`; GitHub shows `note` as a note and sorts alerts by it. */
const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** `problem.severity` of a rule as GitHub reads it. */
const problemSeverities: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
};

/** GitHub refuses longer descriptions. */
const descriptionLimit = 1024;

/** More results than this per run are dropped by GitHub. */
const resultLimit = 25_000;

/**
 * SARIF 2.1.0 as GitHub code scanning takes it: files relative to the repository root, whole-line regions, one result per place. GitHub
 * does not honour suppressions, so that accepted findings are no results; they are listed in `runs[0].properties.accepted`.
 */
export function printSarif(result: CheckResult, { ruleTexts, readLine }: ReportOptions): string {
  const tracked = trackFindings(result.findings).slice(0, resultLimit);
  const slugs = [...new Set(tracked.map(({ finding }) => finding.rule))];
  const rules = [
    ...ruleTexts,
    ...slugs
      .filter((slug) => !ruleTexts.some((text) => text.slug === slug))
      .map(
        (slug): RuleText => ({ slug, title: slug, severity: 'error', why: slug, fix: slug, references: [] }),
      ),
  ];
  const indexes = new Map(rules.map(({ slug }, index) => [slug, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'matrix-gitops', rules: rules.map(printRule) } },
        automationDetails: { id: 'matrix-gitops/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: result.problems.length === 0,
            toolExecutionNotifications: result.problems.map(({ rule, environment, message }) => ({
              level: 'error',
              message: { text: `${rule} (${environment}): ${message}` },
            })),
          },
        ],
        results: tracked.map((entry) => printResult(entry, indexes.get(entry.finding.rule) ?? 0, readLine)),
        properties: {
          accepted: result.findings.flatMap(({ rule, resource, environment, accepted }) =>
            accepted === undefined ? [] : [{ rule, resource, environment, ...accepted }],
          ),
          unjudged: result.unjudged,
        },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function printRule({ slug, title, severity, why, fix, references }: RuleText) {
  const list = references.map((reference) => `- ${reference}`).join('\n');
  return {
    id: slug,
    shortDescription: { text: shorten(title) },
    fullDescription: { text: shorten(why) },
    help: {
      text: `${why}\n\nHow to fix: ${fix}`,
      markdown: `${why}\n\n**How to fix.** ${fix}${list === '' ? '' : `\n\n${list}`}\n\n\`npm run explain -- ${slug}\``,
    },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: [slug.split('/')[0]],
      precision: 'very-high',
      'problem.severity': problemSeverities[severity],
    },
  };
}

function printResult(entry: TrackedFinding, ruleIndex: number, readLine: ReportOptions['readLine']) {
  const { finding, environments, fingerprint } = entry;
  const { rule, severity, file, line, resource, related, setting } = finding;
  const others = [
    ...related.map((other) => ({ ...other, text: `${other.resource}: ${other.message}` })),
    ...(setting === undefined ? [] : [{ ...setting, text: `setting ${setting.key}` }]),
  ];
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: describeTracked(entry) },
    locations: [printLocation(file, line, readLine)],
    ...(others.length > 0 && {
      relatedLocations: others.map((other, index) => ({
        id: index + 1,
        ...printLocation(other.file, other.line, readLine),
        message: { text: other.text },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1` },
    properties: { resource, environments },
  };
}

function printLocation(file: string, line: number, readLine: ReportOptions['readLine']) {
  const text = readLine(file, line) ?? '';
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      region: {
        startLine: line,
        startColumn: text.length - text.trimStart().length + 1,
        endLine: line,
        endColumn: text.length + 1,
      },
    },
  };
}

function shorten(text: string): string {
  return text.length <= descriptionLimit ? text : `${text.slice(0, descriptionLimit - 1)}…`;
}
