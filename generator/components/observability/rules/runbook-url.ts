import type { Environment } from '../../../environment/environment.ts';
import { type Alert, runbookOf } from './rule-group.ts';

/** `git@host:path`, and `ssh://git@host:port/path`. */
const scp = /^git@([^:/]+):(.+)$/;
const ssh = /^ssh:\/\/(?:[^@/]+@)?([^:/]+)(?::\d+)?\/(.+)$/;

/**
 * Address of a runbook for a person with a browser: the page in the repository that Argo CD reads, on its branch, under the path that
 * GitHub and GitLab use.
 */
export function runbookUrl({ gitops }: Environment, alert: Pick<Alert, 'name'>): string {
  const web = gitops.repository.replace(scp, 'https://$1/$2').replace(ssh, 'https://$1/$2');
  return `${web.replace(/\/$/, '').replace(/\.git$/, '')}/blob/${gitops.branch}/${runbookOf(alert)}`;
}
