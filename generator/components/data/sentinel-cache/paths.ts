/** Where the containers of a server pod find their files. */
export const paths = {
  /** The ConfigMap: scripts and the parts of the configuration that hold no secret. */
  config: '/config',
  /** In memory: the configuration that the scripts put together, with the password. Programs rewrite it. */
  run: '/run/redis',
  /** On disk: the append-only file, or what a replica receives from the master before it loads it. */
  data: '/data',
} as const;

/** Files of the ConfigMap. */
export const files = {
  server: 'server.conf',
  sentinel: 'sentinel.conf',
  common: 'common.sh',
  startServer: 'start-server.sh',
  stopServer: 'stop-server.sh',
  startSentinel: 'start-sentinel.sh',
} as const;
