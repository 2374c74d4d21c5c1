import { describe, expect, it } from 'vitest';
import { items } from '../../generator/verify/items.ts';
import { configValue } from '../../generator/verify/rendered.ts';
import { type FakeOptions, platformOf, probe, type Wrong } from './fake-platform.ts';

const matrix = 'https://matrix.example.org';
const client = `${matrix}/_matrix/client/v3`;
const wellKnownClient = configValue(platformOf('production'), 'synapse-router', 'well-known-client.json');
const refused = new Error('connect ECONNREFUSED 192.0.2.200:443');

/** One way in which an item fails: what is wrong, what it says, what to do. */
type Failure = readonly [what: string, wrong: Wrong, says: string, remedy: string, more?: FakeOptions];

const failures: Readonly<Record<string, readonly Failure[]>> = {
  'edge-https': [
    ['nothing listens', { 'https://element.example.org/': refused }, 'ECONNREFUSED', 'see to it'],
    [
      'no backend',
      { 'https://rtc.example.org/': { status: 503 } },
      'rtc.example.org/ answers 503',
      'no backend',
    ],
    [
      'a certificate near its end',
      { [`${matrix}/`]: { status: 404, certificateEnds: new Date('2026-12-01T00:00:00Z') } },
      'ends in 5 days',
      'certificate-expires.md',
    ],
  ],
  'http-redirect': [
    ['HTTP is served', { 'http://element.example.org/': { say: '<html>' } }, 'answers 200', 'redirect route'],
    [
      'to another host',
      { 'http://matrix.example.org/': { status: 301, headers: { location: 'https://other.example/' } } },
      'leads to https://other.example',
      'load balancer and DNS',
    ],
    [
      'to HTTP',
      { 'http://matrix.example.org/': { status: 301, headers: { location: 'http://matrix.example.org/x' } } },
      'leads to http://matrix.example.org',
      'load balancer and DNS',
    ],
  ],
  'admin-host': [
    [
      'open to strangers',
      { 'https://admin.example.org/': { say: '<html>' } },
      'answers 200 from outside',
      'allow list',
    ],
    [
      'open to those who invent a header',
      {
        'https://admin.example.org/': ({ headers }) => ({ status: headers === undefined ? 403 : 200 }),
      },
      'X-Forwarded-For: 198.51.100.0',
      'trusts the header',
    ],
    [
      'closed to the admin networks',
      { 'https://admin.example.org/': { status: 403 } },
      'refuses 203.0.113.9',
      'externalTrafficPolicy',
      { place: 'inside' },
    ],
    [
      'no admin UI',
      { 'https://admin.example.org/': { status: 503 } },
      'answers 503',
      'component=admin-ui',
      { place: 'inside' },
    ],
  ],
  'private-paths': [
    [
      'the admin API is public',
      { [`${matrix}/_synapse/admin/v1/server_version`]: { say: {} } },
      'server_version answers 200',
      'see which route',
    ],
    [
      'metrics are public',
      { [`${matrix}/_synapse/metrics`]: { say: {} } },
      '_synapse/metrics answers 200',
      'which route',
    ],
    [
      'the admin API asks for a token',
      { [`${matrix}/_synapse/admin/v1/register`]: { status: 401, say: { errcode: 'M_MISSING_TOKEN' } } },
      'answers 401 M_MISSING_TOKEN',
      'which route',
    ],
  ],
  discovery: [
    [
      'nobody serves it',
      { 'https://example.org/.well-known/matrix/client': { status: 404 } },
      'answers 404',
      'must lead',
    ],
    [
      'another homeserver',
      { 'https://example.org/.well-known/matrix/server': { say: { 'm.server': 'other.example:443' } } },
      'other.example:443',
      'not this checkout',
    ],
    [
      'no JSON',
      { 'https://example.org/.well-known/matrix/client': { say: '<html>' } },
      'says <html>',
      'not this checkout',
    ],
    [
      'no CORS',
      { 'https://example.org/.well-known/matrix/client': { say: wellKnownClient } },
      'no Access-Control-Allow-Origin',
      'must set that header',
    ],
  ],
  'client-api': [
    [
      'an overloaded router',
      { [`${matrix}/_matrix/client/versions`]: { status: 429 } },
      'answers 429',
      'router-pool-down.md',
    ],
    [
      'a broken Synapse',
      { [`${matrix}/_matrix/client/versions`]: { status: 500 } },
      'answers 500',
      'synapse-server-errors.md',
    ],
    [
      'another program',
      { [`${matrix}/_matrix/client/versions`]: { say: '<html>' } },
      'names no versions',
      'another program',
    ],
    ['nobody', { [`${matrix}/_matrix/client/versions`]: refused }, 'ECONNREFUSED', 'see to it'],
  ],
  'web-client': [
    ['no page', { 'https://element.example.org/': { status: 502 } }, 'answers 502', 'component=web-client'],
    [
      'another homeserver',
      { 'https://element.example.org/config.json': { say: { default_server_config: {} } } },
      'does not name this homeserver',
      'not this checkout',
    ],
  ],
  login: [
    [
      'it is refused',
      { [`POST ${client}/login`]: { status: 403, say: { errcode: 'M_FORBIDDEN' } } },
      '403 M_FORBIDDEN',
      'log of Synapse',
    ],
    [
      'the session is unknown',
      { [`${client}/account/whoami`]: { status: 401 } },
      'answers 401',
      'log of Synapse',
    ],
    [
      'the session does not end',
      { [`${client}/logout`]: { say: {} } },
      'still answered',
      'synapse-replication-lost.md',
    ],
    [
      'the server cannot register',
      { 'https://admin.example.org/_synapse/admin/v1/register': { status: 502 } },
      'answers 502',
      'synapse-server-errors.md',
    ],
  ],
  messages: [
    [
      'no room',
      { [`POST ${client}/createRoom`]: { status: 500 } },
      '/createRoom: answers 500',
      'server-errors.md',
    ],
    [
      'it never arrives',
      { [`GET ${client}/sync`]: { say: { next_batch: '1' } } },
      'did not arrive',
      'synapse-replication-lost.md',
    ],
    ['no sync', { [`GET ${client}/sync`]: { status: 429 } }, 'GET /sync: answers 429', 'router-pool-down.md'],
  ],
  media: [
    [
      'too large',
      { [`${matrix}/_matrix/media/v3/upload`]: { status: 413 } },
      'refused as too large',
      'body size',
    ],
    [
      'no store',
      { [`${matrix}/_matrix/media/v3/upload`]: { status: 500 } },
      'answers 500',
      'server-errors.md',
    ],
    [
      'other bytes',
      { [`${matrix}/_matrix/client/v1/media/download/example.org/one`]: { file: Buffer.from('x') } },
      '1 others came back',
      'synapse-media-uploads-fail.md',
    ],
    [
      'it is gone',
      { [`${matrix}/_matrix/client/v1/media/download/example.org/one`]: { status: 404 } },
      'answers 404',
      'log of Synapse',
    ],
  ],
  federation: [
    [
      'it is closed',
      { [`${matrix}/_matrix/federation/v1/version`]: { status: 403 } },
      'answers 403',
      'log of Synapse',
    ],
    [
      'another server',
      { [`${matrix}/_matrix/key/v2/server`]: { say: { server_name: 'other.example' } } },
      'the key of other.example',
      'another homeserver',
    ],
    [
      'a key that is over',
      { [`${matrix}/_matrix/key/v2/server`]: { say: { server_name: 'example.org', valid_until_ts: 1 } } },
      'no longer valid',
      'clock',
    ],
  ],
  livekit: [
    ['not ready', { 'https://rtc.example.org/': { status: 406 } }, 'answers 406', 'calls-target-down.md'],
    [
      'no authoriser',
      { 'https://rtc.example.org/get_token': { status: 404 } },
      '/get_token answers an empty request with 404',
      'hosts.rtc',
    ],
    [
      'a broken authoriser',
      { 'https://rtc.example.org/sfu/get': { status: 502 } },
      'with 502',
      'lk-jwt-service',
    ],
  ],
  'livekit-call': [
    [
      'nobody is admitted',
      { 'https://rtc.example.org/sfu/get': { status: 401 } },
      '/sfu/get answers 401',
      'see its log',
    ],
    [
      'no room',
      { 'https://rtc.example.org/rtc/validate': { status: 404 } },
      'answers 404',
      'was not created',
    ],
    [
      'another key',
      { 'https://rtc.example.org/rtc/validate': { status: 401 } },
      'answers 401',
      'same API key',
    ],
  ],
  'turn-allocation': [
    [
      'other servers',
      { [`${client}/voip/turnServer`]: { say: { username: 'u', password: 'p', uris: [] } } },
      'no TURN server',
      'not this checkout',
    ],
    [
      'a broken Synapse',
      { [`${client}/voip/turnServer`]: { status: 500 } },
      'answers 500',
      'server-errors.md',
    ],
  ],
};

describe('items', () => {
  it('have names of their own, and answer all twenty points of the design', () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const points = new Set(items.flatMap(({ design }) => design));
    expect([...points].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });
});

const alive = Object.keys(failures).filter((id) => id !== 'turn-allocation');

describe.each(alive)('%s', (id) => {
  it.each(['production', 'airgap', 'dev'])('passes on a right platform: %s', async (environment) => {
    expect(await probe(id, { environment })).toMatchObject({ result: 'pass' });
  });
});

describe.each(Object.entries(failures))('%s', (id, ways) => {
  it.each(ways.map((way) => [way[0], way] as const))(
    'fails: %s',
    async (_, [, wrong, says, remedy, more]) => {
      const outcome = await probe(id, { ...more, wrong });
      expect(outcome).toMatchObject({ result: 'fail' });
      expect(outcome).toMatchObject({
        what: expect.stringContaining(says),
        remedy: expect.stringContaining(remedy),
      });
    },
  );
});
