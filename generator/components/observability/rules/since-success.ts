/** Seconds since a CronJob last succeeded, or since it was created: one that never succeeds must not stay silent. */
export function sinceSuccess(namespace: string, cronJob: string): string {
  const labels = `namespace="${namespace}",cronjob="${cronJob}"`;
  return `time() - max(kube_cronjob_status_last_successful_time{${labels}} or on (namespace, cronjob) kube_cronjob_created{${labels}})`;
}
