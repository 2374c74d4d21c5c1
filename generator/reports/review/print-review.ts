import picocolors from 'picocolors';
import type { ChangeText, DangerText, ReviewText } from '../../review/describe-review.ts';
import { wrapText } from '../wrap-text.ts';
import { countText, hiddenText, verdictText } from './sentences.ts';

const width = 100;

export interface PrintReviewOptions {
  /** Default: false */
  readonly colour?: boolean;
}

/** A review for a terminal: verdict, counts, images, dangers, then what changed. */
export function printReview(review: ReviewText, { colour = false }: PrintReviewOptions = {}): string {
  const paint = picocolors.createColors(colour);
  const heading = {
    none: paint.green,
    routine: paint.green,
    'needs a human': paint.yellow,
    blocked: paint.red,
  };
  const lines = [paint.bold(heading[review.verdict](verdictText(review))), ''];
  for (const counts of review.counts) lines.push(`  ${counts.environment}: ${countText(counts)}`);
  if (review.counts.length > 0) lines.push('');
  for (const { repository, before, after, environments } of review.images)
    lines.push(
      `  ${repository}: ${before || 'new'} → ${after || 'gone'}  ${paint.dim(environments.join(', '))}`,
    );
  if (review.images.length > 0) lines.push('');
  for (const danger of review.dangers) lines.push(...printDanger(danger, paint), '');
  for (const { environment, danger, resource, state, until } of review.staleAcknowledgements)
    lines.push(
      state === 'expired'
        ? `${paint.yellow('acknowledgement')} of ${danger} for ${resource} in ${environment} ended on ${until}`
        : `${paint.yellow('acknowledgement')} of ${danger} for ${resource} in ${environment} matches nothing: remove it`,
      '',
    );
  for (const component of new Set(review.changes.map((change) => change.component))) {
    lines.push(paint.bold(component === '' ? '(no component)' : component));
    for (const change of review.changes.filter((one) => one.component === component))
      lines.push(...printChange(change, paint));
    lines.push('');
  }
  const hidden = hiddenText(review);
  if (hidden !== '') lines.push(paint.dim(`not shown: ${hidden}`), '');
  return lines.join('\n');
}

type Paint = ReturnType<typeof picocolors.createColors>;

function printDanger(danger: DangerText, paint: Paint): string[] {
  const { rule, blocks, environments, resource, path, before, after, consequence, remedy, acknowledged } =
    danger;
  const label =
    acknowledged !== undefined
      ? paint.dim('acknowledged')
      : blocks
        ? paint.red('blocked')
        : paint.yellow('look at this');
  return [
    `${label}  ${paint.bold(rule)}  ${paint.dim(environments.join(', '))}`,
    `  ${resource}${path === '' ? '' : ` ${path}`}`,
    ...(before === undefined && after === undefined
      ? []
      : [`  ${before ?? '(none)'} → ${after ?? '(none)'}`]),
    ...wrapText(consequence, width, '  '),
    ...wrapText(`instead: ${remedy}`, width, '  '),
    ...(acknowledged === undefined
      ? []
      : wrapText(`until ${acknowledged.until}: ${acknowledged.reason}`, width, '  ')),
  ];
}

const signs = { added: '+', removed: '-', changed: '~', renamed: '>', moved: '>' } as const;

function printChange({ kind, resource, from, environments, values }: ChangeText, paint: Paint): string[] {
  const whole = kind === 'added' || kind === 'removed';
  return [
    `  ${signs[kind]} ${resource}${from === undefined ? '' : ` (${kind} from ${from})`}  ${paint.dim(environments.join(', '))}`,
    // The whole object would bury the differences; it stands in the overlay and in the other reports.
    ...(whole
      ? []
      : values.flatMap(({ path, lines }) => [
          `      ${path}`,
          ...lines.map((line) => `      ${paintLine(line, paint)}`),
        ])),
  ];
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint.green(line);
  if (line.startsWith('-')) return paint.red(line);
  return paint.dim(line);
}
