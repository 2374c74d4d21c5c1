import { countCronFields, findCronMistake } from '../cron.ts';
import { quote } from '../quote.ts';
import type { CrossCheck, CrossCheckContext } from './cross-check.ts';

/** Slot and section agree, and the media backup has a schedule of Kubernetes: five fields, no seconds. */
export const checkObjectStore: CrossCheck = (context) => {
  checkSection(context);
  checkBackupSchedule(context);
};

function checkSection({ resolved, isSound, report }: CrossCheckContext): void {
  const slot = resolved.slots?.objectStore;
  const external = resolved.objectStore?.external;
  if (slot === undefined || external === undefined || !isSound(['objectStore', 'external'])) return;
  if (slot === 'external' && external === null) {
    const message = 'slots.objectStore is external, but objectStore.external does not say where the store is';
    report({ code: 'slot-without-section', path: ['slots', 'objectStore'], message });
  } else if (slot !== 'external' && external !== null) {
    const message = `objectStore.external is written, but slots.objectStore is ${slot}: nothing would use it`;
    report({ code: 'slot-without-section', path: ['objectStore', 'external'], message, at: 'key' });
  }
}

function checkBackupSchedule({ resolved, report }: CrossCheckContext): void {
  const schedule = resolved.objectStore?.mediaBackup?.schedule;
  if (schedule === undefined) return;
  const path = ['objectStore', 'mediaBackup', 'schedule'];
  const expected = 'five fields: minute hour day-of-month month day-of-week';
  const count = countCronFields(schedule);
  if (count !== 5) {
    const message = `${quote(schedule)} has ${count === 1 ? '1 field' : `${count} fields`}`;
    report({ code: 'cron-not-five-fields', path, message, expected });
    return;
  }
  const mistake = findCronMistake(`0 ${schedule}`);
  if (mistake !== undefined) report({ code: 'bad-cron', path, message: mistake, expected });
}
