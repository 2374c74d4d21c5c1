/** Annotation that orders an object inside its Application (Argo CD `argocd.argoproj.io/sync-wave`). */
export function syncWave(wave: number): Record<string, string> {
  return { 'argocd.argoproj.io/sync-wave': String(wave) };
}

/** Sync options that keep Argo CD from pruning or deleting an object that holds data or everything else (namespaces, clusters). */
export const keepForever = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;
