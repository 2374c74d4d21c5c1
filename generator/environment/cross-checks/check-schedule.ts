import { countCronFields, findCronMistake } from '../cron.ts';
import { quote } from '../quote.ts';
import type { CrossCheck } from './cross-check.ts';

/** The operator reads seconds first and takes five fields with a warning only, one place shifted: `0 2 * * *` would run every hour. */
export const checkSchedule: CrossCheck = ({ resolved, report }) => {
  const schedule = resolved.postgres?.backup?.schedule;
  if (schedule === undefined) return;
  const path = ['postgres', 'backup', 'schedule'];
  const expected = 'six fields: second minute hour day-of-month month day-of-week';
  const count = countCronFields(schedule);
  if (count !== 6) {
    const message = `${quote(schedule)} has ${count === 1 ? '1 field' : `${count} fields`}`;
    const suggestion =
      count === 5 && findCronMistake(`0 ${schedule}`) === undefined ? `"0 ${schedule.trim()}"` : undefined;
    report({ code: 'cron-not-six-fields', path, message, expected, suggestion });
    return;
  }
  const mistake = findCronMistake(schedule);
  if (mistake !== undefined) report({ code: 'bad-cron', path, message: mistake, expected });
  else if (!/^\s*\d+\s/.test(schedule)) {
    const message = `${quote(schedule)} starts several backups within one minute`;
    report({ code: 'bad-cron', path, message, expected: 'a single second in the first field, such as 0' });
  }
};
