import { formatPath, type Path, valueAt } from '../path.ts';
import { maskCredentials } from '../quote.ts';
import type { CrossCheck } from './cross-check.ts';

const urls: readonly Path[] = [
  ['gitops', 'repository'],
  ['gitops', 'destination'],
  ['argocd', 'oidc', 'issuer'],
  ['argocd', 'oidc', 'url'],
  ['postgres', 'backup', 'endpoint'],
  ['objectStore', 'external', 'endpoint'],
  ['objectStore', 'mediaBackup', 'endpoint'],
];

/** These files are committed: they hold no password or token. */
export const checkCredentials: CrossCheck = ({ resolved, report }) => {
  for (const path of urls) {
    const url = valueAt(resolved, path);
    if (typeof url !== 'string' || maskCredentials(url) === url) continue;
    const message = `${formatPath(path)} carries a password or token, which would be committed`;
    report({
      code: 'credentials-in-url',
      path,
      message,
      expected: 'a URL without user information, and a new password',
    });
  }
};
