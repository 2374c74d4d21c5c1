import type { WriteReport } from '../output/writer/write-report.ts';

const mostNames = 20;

/** What a run of `generate` did or would do, for a person. The first line is the verdict. */
export function printWriteReport(report: WriteReport, check: boolean): string {
  const { written, deleted, unchanged, stale, missing, extra, handEdited, foreign, problems, complete } =
    report;
  const lists = [
    list('stale: not what the generator writes', stale),
    list('missing', missing),
    list('extra: nobody generates them', extra),
    list(
      'edited by hand; put the change into environments/ or the generator, or discard it with --force',
      handEdited,
    ),
    list('not ours, but in the way; move them, or overwrite them with --force', foreign),
    list(
      'cannot be used',
      problems.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    list('written', written),
    list('deleted', deleted),
  ].filter((text) => text !== '');
  const verdict = check
    ? checkVerdict(report)
    : complete
      ? writeVerdict(written, deleted, unchanged)
      : 'Nothing was written.';
  return `${[verdict, ...lists].join('\n')}\n`;
}

function checkVerdict({
  complete,
  unchanged,
  stale,
  missing,
  extra,
  handEdited,
  foreign,
  problems,
}: WriteReport): string {
  if (complete) return `Current: ${unchanged.length} files are what the generator writes.`;
  const wrong = new Set([stale, missing, extra, handEdited, foreign, problems.map(({ path }) => path)].flat())
    .size;
  return `Not current: ${wrong} ${wrong === 1 ? 'file differs' : 'files differ'} from what the generator writes. Run: npm run generate`;
}

function writeVerdict(
  written: readonly string[],
  deleted: readonly string[],
  unchanged: readonly string[],
): string {
  return `${written.length} written, ${deleted.length} deleted, ${unchanged.length} unchanged.`;
}

function list(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > mostNames ? [`  and ${names.length - mostNames} more`] : [];
  return [`${title}:`, ...names.slice(0, mostNames).map((name) => `  ${name}`), ...more].join('\n');
}
