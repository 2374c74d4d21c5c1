/** Ports of the WebRTC nodes that no environment changes; those of the port plan stand in `network.ports`. */
export const fixedHostPorts = {
  /** LiveKit: signalling and API, behind the edge. */
  livekitHttp: 7880,
  livekitMetrics: 6789,
  coturnMetrics: 9641,
} as const;
