interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Fields of a schedule as CloudNativePG reads it (robfig/cron v1.2.0, parser.go and spec.go): Sunday is 0 and never 7. */
const fields: readonly Field[] = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of week', least: 0, most: 6, names: days },
];

/** Number of fields that are separated by blanks. */
export function countCronFields(schedule: string): number {
  return schedule.split(/\s+/).filter((field) => field !== '').length;
}

/** What the operator would refuse in a schedule of six fields, or `undefined`. */
export function findCronMistake(schedule: string): string | undefined {
  const texts = schedule.split(/\s+/).filter((field) => field !== '');
  for (const [index, field] of fields.entries()) {
    const text = texts[index] ?? '';
    if (text.split(',').some((part) => !isPart(part, field)))
      return `${field.name} "${text}" is not ${field.least} to ${field.most}, a range a-b, *, or one of these with /step`;
  }
  return undefined;
}

function isPart(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && !(/^\d{1,4}$/.test(step) && Number(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const [first, last = first, ...rest] = range.split('-').map((end) => parseEnd(end, field));
  if (rest.length > 0 || first === undefined || last === undefined) return false;
  return first >= field.least && last <= field.most && first <= last;
}

function parseEnd(text: string, { names, least }: Field): number | undefined {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  if (index >= 0) return index + least;
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
