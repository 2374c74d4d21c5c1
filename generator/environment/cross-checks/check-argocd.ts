import { isOwnCluster } from '../destination.ts';
import type { CrossCheck } from './cross-check.ts';

/** Argo CD is installed in the cluster that it runs in, and it refuses a git server whose host key it does not know. */
export const checkArgocd: CrossCheck = ({ resolved, report }) => {
  if (resolved.slots?.argocd !== 'managed') return;
  const { destination, repository } = resolved.gitops ?? {};
  if (destination !== undefined && !isOwnCluster(destination))
    report({
      code: 'argocd-elsewhere',
      path: ['slots', 'argocd'],
      message: `slots.argocd is managed, but gitops.destination is another cluster: ${destination}`,
      expected: 'existing; the environment of the cluster that Argo CD runs in installs it',
      suggestion: 'existing',
    });
  if (repository === undefined || repository.startsWith('https://')) return;
  if (resolved.argocd?.sshKnownHosts?.length !== 0) return;
  report({
    code: 'ssh-host-key-missing',
    path: ['gitops', 'repository'],
    message:
      'The repository is reached by ssh, and argocd.sshKnownHosts holds no host key: Argo CD would refuse it',
    expected: 'the lines of "ssh-keyscan <host>" that you have verified, in argocd.sshKnownHosts',
  });
};
