import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { nodeHostsOf } from '../sentinel-cache/sentinel-cache.ts';
import { cache, names, ports } from './names.ts';

/** Environment variable that brings the password into the check. HAProxy expands it within double quotes. */
export const passwordVariable = 'REDIS_PASSWORD';

/**
 * The proxy follows the master by asking each server for its role, once a second. A master that is demoted is marked down and its
 * sessions are cut, so that clients come back and reach the new one. Nobody is let in unless exactly one server is a master: not at
 * start, before the first check, and not while an old master still believes it is one.
 */
export function makeProxyConfig(environment: Environment): ConfigFile {
  const ipv6 = environment.cluster.podCidrs[0]?.includes(':') ?? false;
  const bind = (port: number) => (ipv6 ? ['bind', `:::${port}`, 'v4v6'] : ['bind', `*:${port}`]);
  return {
    format: 'haproxy',
    sections: [
      {
        heading: 'global',
        lines: [
          ['log', 'stdout', 'format', 'raw', 'local0', 'info'],
          ['maxconn', '1024'],
          ['# Sessions of pub/sub never end by themselves.'],
          ['hard-stop-after', '5s'],
        ],
      },
      {
        heading: 'defaults',
        lines: [
          ['log', 'global'],
          ['timeout', 'connect', '3s'],
          ['# Synapse pings every 30 seconds; a subscription may be silent for as long as it likes.'],
          ['timeout', 'client', '1h'],
          ['timeout', 'server', '1h'],
        ],
      },
      {
        heading: 'resolvers cluster',
        lines: [
          ['parse-resolv-conf'],
          ['timeout', 'resolve', '1s'],
          ['timeout', 'retry', '1s'],
          ['# Pods change their addresses.'],
          ['hold', 'valid', '2s'],
        ],
      },
      {
        heading: 'frontend redis',
        lines: [
          ['mode', 'tcp'],
          bind(ports.redis),
          ['option', 'tcplog'],
          ['option', 'clitcpka'],
          ['tcp-request', 'connection', 'reject', 'unless', '{ nbsrv(master) eq 1 }'],
          ['default_backend', 'master'],
        ],
      },
      {
        heading: 'backend master',
        lines: [
          ['mode', 'tcp'],
          ['option', 'srvtcpka'],
          ['option', 'tcp-check'],
          ['timeout', 'check', '2s'],
          ['tcp-check', 'connect'],
          ['tcp-check', 'send', `"AUTH \${${passwordVariable}}\\r\\n"`, 'comment', 'auth'],
          ['tcp-check', 'expect', 'string', '+OK'],
          ['tcp-check', 'send', '"PING\\r\\n"'],
          ['tcp-check', 'expect', 'string', '+PONG'],
          [
            '# The server hangs up after its answer: a replica fails at once, where HAProxy would wait for more to come.',
          ],
          ['tcp-check', 'send', '"INFO replication\\r\\nQUIT\\r\\n"'],
          ['tcp-check', 'expect', 'string', 'role:master'],
          [
            ...['default-server', 'check', 'inter', '1s', 'fall', '2', 'rise', '1', 'init-state', 'down'],
            ...['on-marked-down', 'shutdown-sessions'],
            ...['resolvers', 'cluster', 'resolve-prefer', ipv6 ? 'ipv6' : 'ipv4', 'init-addr', 'libc,none'],
          ],
          ...nodeHostsOf(cache, environment).map((host, ordinal) => [
            'server',
            `${names.nodes}-${ordinal}`,
            `${host}:${ports.redis}`,
          ]),
        ],
      },
      {
        heading: 'frontend status',
        lines: [
          ['mode', 'http'],
          bind(ports.status),
          ['no', 'log'],
          ['timeout', 'client', '10s'],
          ['timeout', 'http-request', '5s'],
          ['monitor-uri', '/ready'],
          ['monitor', 'fail', 'unless', '{ nbsrv(master) eq 1 }'],
          ['http-request', 'return', 'status', '200', 'if', '{ path /alive }'],
          ['http-request', 'use-service', 'prometheus-exporter', 'if', '{ path /metrics }'],
          ['http-request', 'return', 'status', '404'],
        ],
      },
    ],
  };
}
