import ipaddr from 'ipaddr.js';
import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile, HaproxySection } from '../../../formats/config-file.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import { podsHaveIpv6 } from '../config/listeners.ts';
import { routerPorts, synapsePorts } from '../ports.ts';
import { makeAnswerSections, routerDirectory } from './answers.ts';
import { balanceLines } from './balance.ts';
import { connectionLimit } from './capacity.ts';
import { makePools, type Pool } from './pools.ts';
import { routerTimeouts } from './timeouts.ts';

/** Files of the router besides `haproxy.cfg`. */
export const routerFiles = {
  publicMap: 'public.map',
  adminMap: 'admin.map',
  overload: 'overload.http',
} as const;

/** `haproxy.cfg`: two ports to be asked, one to be watched, a backend per pool and per answer. */
export function makeHaproxyConfig(environment: Environment): ConfigFile {
  const pools = makePools(environment);
  return {
    format: 'haproxy',
    comment: 'Router in front of Synapse. Which request goes where is written in the .map files.',
    sections: [
      makeGlobal(environment),
      makeDefaults(environment),
      resolvers,
      makeFrontend(environment, 'public', routerPorts.http, routerFiles.publicMap, pools),
      makeFrontend(environment, 'admin', routerPorts.admin, routerFiles.adminMap, []),
      makeStatus(environment, pools),
      ...pools.map(makeBackend),
      ...makeAnswerSections(environment),
    ],
  };
}

function makeGlobal(environment: Environment): HaproxySection {
  const { resources } = environment.synapse.router;
  return {
    heading: 'global',
    lines: [
      ['log', 'stdout', 'format', 'raw', 'local0', 'info'],
      ['maxconn', String(connectionLimit(environment))],
      ['# HAProxy would otherwise start a thread per core of the node.'],
      ['nbthread', String(Math.max(1, Math.ceil(parseQuantity(resources.cpu) * 2)))],
      ['hard-stop-after', seconds(routerTimeouts.drain)],
    ],
  };
}

function makeDefaults(environment: Environment): HaproxySection {
  return {
    heading: 'defaults',
    lines: [
      ['mode', 'http'],
      ['log', 'global'],
      ['timeout', 'connect', seconds(routerTimeouts.connect)],
      ['timeout', 'http-request', seconds(routerTimeouts.request)],
      ['timeout', 'queue', seconds(routerTimeouts.queue)],
      ['timeout', 'client', seconds(routerTimeouts.client)],
      ['timeout', 'http-keep-alive', seconds(routerTimeouts.keepAlive)],
      ['timeout', 'server', seconds(routerTimeouts.mainServer)],
      ['# A process that has just gone is not asked twice.'],
      ['option', 'redispatch', '1'],
      ['retries', '2'],
      ['errorfile', '503', `${routerDirectory}/${routerFiles.overload}`],
      ['compression', 'algo', 'gzip'],
      ['compression', 'type', 'application/json'],
      ['option', 'httpchk', 'GET', '/health'],
      ['http-check', 'expect', 'status', '200'],
      [
        'default-server',
        ...['check', 'port', String(synapsePorts.health), 'inter', '2s', 'fall', '3', 'rise', '1'],
        ...['resolvers', 'cluster', 'init-addr', 'none', 'resolve-prefer', preferredFamily(environment)],
        // Points on the hash ring: more of them divide the users more evenly.
        ...['weight', '64'],
      ],
    ],
  };
}

const logFormat = [
  '%[var(txn.client)] %ft %b/%s %HM %HPO %ST %B',
  'time=%TR/%Tw/%Tc/%Tr/%Ta state=%ts conn=%fc/%bc/%sc/%rc queue=%sq/%bq',
].join(' ');

function preferredFamily(environment: Environment): 'ipv4' | 'ipv6' {
  const [first = ''] = environment.cluster.podCidrs;
  return ipaddr.parseCIDR(first)[0].kind();
}

const resolvers: HaproxySection = {
  heading: 'resolvers cluster',
  lines: [
    ['parse-resolv-conf'],
    ['accepted_payload_size', '8192'],
    ['timeout', 'resolve', '2s'],
    ['timeout', 'retry', '1s'],
    ['# A name that is gone is a pod that is gone; silence is a fault of DNS, and addresses stay good.'],
    ['hold', 'nx', '10s'],
    ['hold', 'timeout', '600s'],
    ['hold', 'refused', '600s'],
    ['hold', 'other', '600s'],
  ],
};

function bind(environment: Environment, port: number): string[] {
  return podsHaveIpv6(environment) ? ['bind', `:::${port}`, 'v4v6'] : ['bind', `*:${port}`];
}

/**
 * A port that requests come to. The map gives the target by method and path; a path that climbs (`..`, also encoded, also twice)
 * is refused before, since another program might resolve it.
 */
function makeFrontend(
  environment: Environment,
  name: string,
  port: number,
  map: string,
  pools: readonly Pool[],
): HaproxySection {
  return {
    heading: `frontend ${name}`,
    lines: [
      bind(environment, port),
      ['# The path without its query: a query may carry an access token.'],
      ['log-format', `"${logFormat}"`],
      [
        '# The edge is the one hop in front: the last address is the one it saw, all before it a client may invent.',
      ],
      ['http-request', 'set-var(txn.client)', 'req.hdr_ip(X-Forwarded-For,-1)'],
      ['http-request', 'set-var(txn.client)', 'src', 'unless', '{ var(txn.client) -m found }'],
      ['http-request', 'set-header', 'X-Forwarded-For', '%[var(txn.client)]'],
      ['http-request', 'set-header', 'X-Forwarded-Proto', 'https'],
      ['http-request', 'set-var(txn.path)', 'path'],
      ['http-request', 'set-var(txn.decoded)', 'path,url_dec,url_dec'],
      [
        ...['http-request', 'set-var(txn.target)', 'str(forbidden)'],
        ...['if', '{ var(txn.decoded) -m reg (^|/)[.][.]?(/|$) }'],
      ],
      [
        ...['http-request', 'set-var(txn.target)'],
        `method,concat(,txn.path),map_reg(${routerDirectory}/${map},unknown)`,
        ...['unless', '{ var(txn.target) -m found }'],
      ],
      ...makeDetours(pools),
      ['use_backend', '%[var(txn.target)]'],
    ],
  };
}

/**
 * Where a request goes instead of its target: a first sync (none before it, or everything asked for again) to the pool for those, and
 * what a pool without servers would take to the one that stands in for it, or for that one in turn.
 */
function makeDetours(pools: readonly Pool[]): string[][] {
  const to = (name: string, ...conditions: readonly string[]) => ['use_backend', name, 'if', ...conditions];
  const firstSyncs = pools
    .filter(({ name }) => name === 'initial-sync')
    .flatMap(({ name, standIn = '' }) =>
      ['!{ url_param(since) -m found }', '{ url_param(full_state) -m str true }'].map((reason) =>
        to(name, isTarget([standIn]), '{ path_end /sync }', reason, isUp(name)),
      ),
    );
  const standInOf = (name: string) => pools.find((pool) => pool.name === name)?.standIn;
  const helped = pools.flatMap(({ name, standIn }) =>
    standIn === undefined ? [] : [{ name, standIn, last: standInOf(standIn) ?? standIn }],
  );
  const gone = (members: readonly { readonly name: string }[]) => [
    isTarget(members.map(({ name }) => name)),
    '{ var(txn.target),nbsrv lt 1 }',
  ];
  const twice = helped.filter(({ standIn, last }) => standIn !== last);
  const names = (all: readonly string[]) => [...new Set(all)];
  return [
    ...firstSyncs,
    ...names(twice.map(({ standIn }) => standIn)).map((name) =>
      to(name, ...gone(twice.filter(({ standIn }) => standIn === name)), isUp(name)),
    ),
    ...names(helped.map(({ last }) => last)).map((name) =>
      to(name, ...gone(helped.filter(({ last }) => last === name))),
    ),
  ];
}

function isTarget(names: readonly string[]): string {
  return `{ var(txn.target) -m str ${names.join(' ')} }`;
}

function isUp(pool: string): string {
  return `{ nbsrv(${pool}) gt 0 }`;
}

/**
 * Ready means that some Synapse process answers: a router cut off from all of them leaves its Service, while one that only lost main
 * still serves every waiting client.
 */
function makeStatus(environment: Environment, pools: readonly Pool[]): HaproxySection {
  const text = (status: number, body: string) => [
    ...['http-request', 'return', 'status', String(status), 'content-type', 'text/plain', 'string', body],
  ];
  return {
    heading: 'frontend status',
    lines: [
      bind(environment, routerPorts.status),
      ['no', 'log'],
      ['http-request', 'use-service', 'prometheus-exporter', 'if', '{ path /metrics }'],
      [...text(200, 'alive'), 'if', '{ path /alive }'],
      // A pool that tracks another has the same servers.
      ...pools
        .filter(({ track }) => track === undefined)
        .map(({ name }) => ['acl', 'synapse-answers', `nbsrv(${name})`, 'gt', '0']),
      [...text(200, 'ready'), 'if', '{ path /ready }', 'synapse-answers'],
      [...text(503, 'cut-off'), 'if', '{ path /ready }'],
      text(404, 'unknown'),
    ],
  };
}

function makeBackend(pool: Pool): HaproxySection {
  return {
    heading: `backend ${pool.name}`,
    lines: [
      [`# ${pool.summary}.`],
      ['timeout', 'server', seconds(pool.serverTimeout)],
      ...balanceLines[pool.balance],
      ...pool.servers.map(({ name, host }, index) => [
        ...['server', name, `${host}:${synapsePorts.http}`],
        ...['id', String(index + 1), 'maxconn', String(pool.maxConnections)],
        ...(pool.track === undefined ? [] : ['no-check', 'track', `${pool.track}/${name}`]),
      ]),
    ],
  };
}

function seconds(value: number): string {
  return `${value}s`;
}
