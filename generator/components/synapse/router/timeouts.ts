/**
 * Timeouts of the router, in seconds. What stands in front of it must wait longer than `server`, what stands behind it answers sooner:
 * clients ask `/sync` to wait up to 30 seconds, and a first `/sync` or a join of a large room takes minutes.
 */
export const routerTimeouts = {
  connect: 5,
  /** A complete request header. */
  request: 10,
  /** Waiting for a slot of a full server before the client is told to come back. */
  queue: 10,
  /** Silence of a server: long-poll and first sync. */
  syncServer: 180,
  /** Silence of the main process: joins over federation, uploads, exports. */
  mainServer: 300,
  /** Silence of a client; above every server timeout, or it would cut waiting requests. */
  client: 330,
  /** An idle connection of the edge; it should be the edge that closes it. */
  keepAlive: 900,
  /** Between the pod leaving its Service and the router closing its ports: endpoints spread through the cluster meanwhile. */
  leaveService: 10,
  /** For running requests once the ports are closed; a long-poll ends within. */
  drain: 60,
} as const;
