/** Ports of every Synapse process; each listener has one purpose, so that a policy or a proxy can allow exactly that purpose. */
export const synapsePorts = {
  /** Client and federation API; reached from the router only. */
  http: 8008,
  /** Requests between Synapse processes. */
  replication: 9093,
  metrics: 9001,
  /** `/health` on a listener of its own keeps probes out of the request log. */
  health: 8080,
} as const;

/** Ports of the router; all above 1024, since it runs without capabilities. */
export const routerPorts = {
  /** Everything that the public may call. */
  http: 8008,
  /** `/_synapse/admin`; the edge lets only the admin networks through. */
  admin: 8009,
  /** `/metrics`, `/alive` and `/ready`. */
  status: 8405,
} as const;
