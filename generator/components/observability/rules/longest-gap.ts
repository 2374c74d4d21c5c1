/**
 * Hours between two runs of a schedule at most, roughly: a day when it runs every day, a week when it names days of the week, a month
 * when it names days of the month, a year when it names months. `schedule` has its hour third from the end's last three fields, so both
 * five and six cron fields do.
 */
export function longestGap(schedule: string): number {
  const [dayOfMonth, month, dayOfWeek] = schedule.trim().split(/\s+/).slice(-3);
  if (!isAny(month)) return 366 * 24;
  if (!isAny(dayOfMonth)) return 31 * 24;
  return isAny(dayOfWeek) ? 24 : 7 * 24;
}

function isAny(field: string | undefined): boolean {
  return field === '*' || field === '?' || field === '*/1';
}
