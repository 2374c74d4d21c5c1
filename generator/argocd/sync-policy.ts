import type { ISyncPolicy } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/SyncPolicy';

/**
 * How every Application of ours is synced, the root too.
 *
 * Without a limit and with `refresh`, a failed sync is tried again until the newest revision succeeds; with a limit Argo CD
 * would give a revision up for good, and building a database alone takes longer than its default of five attempts in 155
 * seconds.
 *
 * Not set: `ApplyOutOfSyncOnly` drops unchanged objects from the waves, which then do not wait for them;
 * `SkipDryRunOnMissingResource` would hide a kind that is used before its CRD.
 *
 * Source: argoproj/argo-cd v3.5.1 `docs/user-guide/auto_sync.md`, `docs/user-guide/sync-options.md`,
 * `manifests/crds/application-crd.yaml`.
 */
export const syncPolicy = {
  automated: { prune: true, selfHeal: true, allowEmpty: false },
  retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
  syncOptions: [
    'CreateNamespace=false',
    // Two Applications that render one object fail loudly.
    'FailOnSharedResource=true',
    'PruneLast=true',
    'ServerSideApply=true',
  ],
} satisfies ISyncPolicy;

/**
 * The same for Applications that bring CRDs: what a new chart no longer contains waits for a person before it goes, because
 * with a CRD go all its objects, and `helm.sh/resource-policy: keep` is heeded when an Application is deleted but not when it
 * is pruned (argoproj/argo-cd v3.5.1 `controller/appcontroller.go`, `gitops-engine/pkg/sync/sync_context.go`; as an option of
 * the whole Application since 3.4).
 */
export const confirmedPrune: ISyncPolicy = {
  ...syncPolicy,
  syncOptions: [...syncPolicy.syncOptions, 'Prune=confirm'],
};

/** Compares as the API server would apply: otherwise server-side apply brings back a diff that misreads defaults of CRDs. */
export const compareOptions = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } as const;

/** Deleting the Application deletes what it deployed; without it, everything stays. */
export const cascade = 'resources-finalizer.argocd.argoproj.io';

/** Old revisions that Argo CD keeps in an Application. Git keeps them all; a rollback is a commit. */
export const revisionHistoryLimit = 3;
