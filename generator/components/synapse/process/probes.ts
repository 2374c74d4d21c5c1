import type { IContainer } from 'kubernetes-models/v1/Container';

type Probes = Pick<IContainer, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;

const health = { httpGet: { path: '/health', port: 'health' } } as const;

/**
 * Probes of a Synapse process. A busy reactor answers `/health` late, and a restart would start with cold caches and make it busier:
 * hence long timeouts and many failures before a kill, most patient for the one process that has no equal.
 */
export const probes = {
  main: {
    // Half an hour: a schema upgrade of a large database runs before the first listener opens.
    startupProbe: { ...health, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 360 },
    livenessProbe: { ...health, periodSeconds: 6, timeoutSeconds: 12, failureThreshold: 8 },
    readinessProbe: { ...health, periodSeconds: 2, timeoutSeconds: 12, failureThreshold: 8 },
  },
  worker: {
    startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60 },
    livenessProbe: { ...health, periodSeconds: 6, timeoutSeconds: 5, failureThreshold: 5 },
    readinessProbe: { ...health, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 3 },
  },
} as const satisfies Record<string, Probes>;
