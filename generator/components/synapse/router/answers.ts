import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile, HaproxySection } from '../../../formats/config-file.ts';
import type { Answer } from './routing-table.ts';
import { hasSupportDocument, wellKnownFiles } from './well-known.ts';

/** Directory of the router's files. */
export const routerDirectory = '/usr/local/etc/haproxy';

/** Headers that let pages of other origins read an answer; as Synapse sets them (`set_cors_headers` in `synapse/http/server.py`). */
export const corsHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Authorization, Date',
  'Access-Control-Expose-Headers': 'Synapse-Trace-Id, Server',
};

/**
 * Answer instead of HAProxy's 503 when a pool is full or gone: clients and proxies in front treat 429 as "come back later" and 503 as
 * "this server is dead".
 */
export const overloadAnswer: ConfigFile = {
  format: 'text',
  text: [
    'HTTP/1.1 429 Too Many Requests',
    'Content-Type: application/json',
    'Cache-Control: no-store',
    'Retry-After: 5',
    ...Object.entries(corsHeaders).map(([name, value]) => `${name}: ${value}`),
    '',
    '{"errcode":"M_LIMIT_EXCEEDED","error":"The server is busy, try again soon","retry_after_ms":5000}',
  ].join('\n'),
};

/** One backend without servers per answer. */
export function makeAnswerSections(environment: Environment): HaproxySection[] {
  return [
    answer('preflight', 204, [], 'CORS preflight'),
    answer('well-known-client', 200, wellKnownBody(wellKnownFiles.client), 'Client discovery'),
    answer('well-known-server', 200, wellKnownBody(wellKnownFiles.server), 'Server discovery'),
    ...(hasSupportDocument(environment)
      ? [answer('well-known-support', 200, wellKnownBody(wellKnownFiles.support), 'Whom to write to')]
      : []),
    answer('forbidden', 403, errorBody('M_FORBIDDEN', 'Not available here'), 'Exists, but not here'),
    answer('unknown', 404, errorBody('M_UNRECOGNIZED', 'Unrecognized request'), 'Nothing of ours'),
  ];
}

function answer(name: Answer, status: number, body: readonly string[], comment: string): HaproxySection {
  return {
    heading: `backend ${name}`,
    lines: [
      [`# ${comment}`],
      ...Object.entries(corsHeaders).map(([key, value]) => [
        ...['http-after-response', 'set-header', key, `"${value}"`],
      ]),
      ['http-request', 'return', 'status', String(status), ...body],
    ],
  };
}

function wellKnownBody(file: string): string[] {
  return [
    'content-type',
    'application/json',
    'file',
    `${routerDirectory}/${file}`,
    'hdr',
    'Cache-Control',
    '"public, max-age=3600"',
  ];
}

function errorBody(errcode: string, error: string): string[] {
  return ['content-type', 'application/json', 'string', `'${JSON.stringify({ errcode, error })}'`];
}
