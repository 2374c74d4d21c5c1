import { editFile, type MutationCase } from './mutate.ts';

const config = (change: (text: string) => string) =>
  editFile('ConfigMap', 'synapse-router', 'haproxy.cfg', change);

export const cases: readonly MutationCase[] = [
  {
    rule: 'router/pools',
    what: 'a map names a pool that is not there',
    mutate: editFile('ConfigMap', 'synapse-router', 'public.map', (text) =>
      text.replace(/^(\^.*) typing$/m, '$1 typing-writer'),
    ),
  },
  {
    rule: 'router/pools',
    what: 'a server is nobody',
    mutate: config((text) => text.replace('server synapse-typing-0', 'server synapse-typist-0')),
  },
  {
    rule: 'router/pools',
    what: 'readers were scaled beyond the servers of their pool',
    mutate: config((text) => text.replaceAll(/^ *server synapse-client-reader-3 .*\n/gm, '')),
  },
  {
    rule: 'router/capacity',
    what: 'the routers that are left do not hold everybody',
    mutate: config((text) => text.replace(/^( *maxconn) 20000$/m, '$1 9000')),
  },
  {
    rule: 'router/capacity',
    what: 'a router wants more open files than it gets',
    mutate: config((text) => text.replace(/^( *maxconn) 20000$/m, '$1 300000')),
  },
  {
    rule: 'router/capacity',
    what: 'nothing bounds the connections of a router',
    mutate: config((text) => text.replace(/^( *maxconn) \d+\n/m, '')),
  },
  {
    rule: 'router/timeouts',
    what: 'event creators may think longer than clients are borne with',
    mutate: config((text) => text.replace(/(backend event-creator\n[\s\S]*?timeout server) \S+/, '$1 900s')),
  },
];
