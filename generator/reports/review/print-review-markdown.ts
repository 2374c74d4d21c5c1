import type { ChangeText, DangerText, ReviewText } from '../../review/describe-review.ts';
import { countText, hiddenText, verdictText } from './sentences.ts';

/** By this line a later run finds the comment that it updates. */
export const commentMarker = '<!-- matrix-gitops diff -->';

/** GitHub takes comments of 65,536 characters; GitLab of 1,000,000. */
export const defaultBudget = 60_000;

/** A review as Markdown. What did not fit is counted; `complete` is false then. */
export interface MarkdownReview {
  readonly text: string;
  readonly complete: boolean;
}

/**
 * A review as a pull-request comment of at most `budget` characters. Sections are left out whole, never cut: the verdict, counts, images
 * and dangers come first, then as many changes as fit.
 */
export function printReviewMarkdown(review: ReviewText, budget: number = defaultBudget): MarkdownReview {
  const hidden = hiddenText(review);
  const closing = hidden === '' ? [] : [`<sub>Not shown: ${escapeText(hidden)}.</sub>`];
  const sections = [
    ...review.dangers.map((danger) => printDanger(danger)),
    ...review.staleAcknowledgements.map(
      ({ danger, resource, environment, state, until }) =>
        `- acknowledgement of \`${danger}\` for ${code(resource)} in ${environment} ${state === 'expired' ? `ended on ${until}` : 'matches nothing: remove it'}\n`,
    ),
    ...review.changes.map((change) => printChange(change)),
  ];
  const head = [
    commentMarker,
    `### ${escapeText(verdictText(review))}`,
    '',
    ...printCounts(review),
    ...printImages(review),
  ].join('\n');
  const reserve = closing.join('\n').length + 200;
  const kept: string[] = [];
  let size = head.length + reserve;
  for (const section of sections) {
    if (size + section.length + 1 > budget) continue;
    kept.push(section);
    size += section.length + 1;
  }
  const left = sections.length - kept.length;
  const note =
    left === 0
      ? []
      : [
          `**${left} of ${sections.length} sections did not fit here**; the complete review is in the artifact of this run.`,
          '',
        ];
  return { text: `${[head, '', ...kept, ...note, ...closing].join('\n').trimEnd()}\n`, complete: left === 0 };
}

function printCounts({ counts }: ReviewText): string[] {
  if (counts.length === 0) return [];
  return [
    '| environment | objects |',
    '|---|---|',
    ...counts.map((one) => `| ${one.environment} | ${countText(one)} |`),
    '',
  ];
}

function printImages({ images }: ReviewText): string[] {
  if (images.length === 0) return [];
  return [
    '| image or chart | before | after | environments |',
    '|---|---|---|---|',
    ...images.map(
      ({ repository, before, after, environments }) =>
        `| ${code(repository)} | ${before === '' ? '' : code(before)} | ${after === '' ? '' : code(after)} | ${environments.join(', ')} |`,
    ),
    '',
  ];
}

function printDanger({
  rule,
  blocks,
  environments,
  resource,
  path,
  before,
  after,
  consequence,
  remedy,
  acknowledged,
}: DangerText): string {
  const label = acknowledged !== undefined ? 'acknowledged' : blocks ? '**blocked**' : '**look at this**';
  const values =
    before === undefined && after === undefined
      ? ''
      : `\n  ${code(before ?? '(none)')} → ${code(after ?? '(none)')}`;
  const why =
    acknowledged === undefined ? '' : `\n  Until ${acknowledged.until}: ${escapeText(acknowledged.reason)}`;
  return `- ${label} \`${rule}\` in ${environments.join(', ')}: ${code(`${resource}${path === '' ? '' : ` ${path}`}`)}${values}\n  ${escapeText(sentence(consequence))}\n  Instead: ${escapeText(remedy)}.${why}\n`;
}

function printChange({ kind, component, resource, from, environments, values }: ChangeText): string {
  const lines = values.flatMap(({ path, lines: body }) => [...(path === '' ? [] : [`  ${path}`]), ...body]);
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => (/`+/.exec(line)?.[0].length ?? 0) + 1)));
  const title = `${kind} <code>${escapeText(resource)}</code>${from === undefined ? '' : ` from ${escapeText(from)}`} (${escapeText(component)}; ${environments.join(', ')})`;
  return [
    '<details>',
    `<summary>${title}</summary>`,
    '',
    `${fence}diff`,
    ...lines,
    fence,
    '',
    '</details>',
    '',
  ].join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Inline code that holds any text on one line. */
function code(text: string): string {
  const ticks = '`'.repeat(Math.max(1, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${text.replaceAll('|', '\\|').replaceAll('\n', ' ')}${pad}${ticks}`;
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('|', '\\|')
    .replaceAll('@', '@&#8203;');
}
