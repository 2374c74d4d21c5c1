/**
 * Tiers in the order in which Argo CD brings them up. All components of a tier share its sync wave; the next tier starts when every
 * Application of this one is healthy.
 */
export const tiers = {
  foundation: { wave: -30, summary: 'namespaces, priority classes' },
  argocd: { wave: -25, summary: 'Argo CD itself' },
  operators: { wave: -20, summary: 'operators and their CRDs' },
  plugins: { wave: -15, summary: 'what extends an operator and needs the CRDs and webhooks of others' },
  platform: { wave: -10, summary: 'default-deny policies, issuers, address pools' },
  data: { wave: 0, summary: 'PostgreSQL and caches' },
  synapse: { wave: 10, summary: 'homeserver, workers, router' },
  rtc: { wave: 20, summary: 'TURN and calls' },
  clients: { wave: 30, summary: 'web client and admin UI' },
  observability: { wave: 40, summary: 'metrics, logs, alerts' },
  acceptance: { wave: 50, summary: 'end-to-end checks from inside' },
} as const;

/** Name of a tier. */
export type TierName = keyof typeof tiers;
