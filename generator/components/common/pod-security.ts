/**
 * Security contexts that the `restricted` Pod Security level asks for, plus a read-only root file system. Spread into a pod and its
 * containers: `securityContext: podSecurityContext(991)`.
 */
export function podSecurityContext(user: number, group: number = user) {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  } as const;
}

/** Container half of {@link podSecurityContext}. */
export const containerSecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
