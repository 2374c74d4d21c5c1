import { routerTimeouts } from '../synapse/router/timeouts.ts';

/** Timeouts of the edge, in seconds. */
export const edgeTimeouts = {
  /** A complete request header, as at the router. */
  header: routerTimeouts.request,
  /** Silence on a request: longer than the router's, so that the router, which can answer in words, is the one that gives up. */
  idle: routerTimeouts.client + 30,
  /** An idle connection to a backend: shorter than that of any server behind it (nginx: 75), so that none closes it under a request. */
  backendConnection: 60,
} as const;
