import { describe, expect, test } from 'vitest';
import {
  parseHaproxy,
  parseHaproxyTime,
  proxySetting,
} from '../../generator/checks/haproxy/parse-haproxy.ts';
import { type ReadMap, routeRequest } from '../../generator/checks/haproxy/route-request.ts';

/** Names of the backends that a GET for a path may reach through the first frontend. */
function route(config: string, path: string, maps: Record<string, string> = {}): string[] {
  const sections = parseHaproxy(
    `${config}\nbackend main\n  server main main:8008\nbackend sync\n  server s s:8008\nbackend refuse\n  http-request deny\n`,
  );
  const frontend = sections.find(({ kind }) => kind === 'frontend');
  if (frontend === undefined) throw new Error('no frontend');
  const readMap: ReadMap = (file) => maps[file];
  return routeRequest(sections, frontend, { method: 'GET', path }, readMap).map(({ name }) => name);
}

describe('parseHaproxy', () => {
  test('splits words as HAProxy does', () => {
    const [section] = parseHaproxy(String.raw`frontend public # comment
  http-request return string 'a "b" \c' hdr "x \"y\"" \# regex ^/a\.b$`);
    expect(section?.name).toBe('public');
    expect(section?.lines[1]?.words).toEqual([
      'http-request',
      'return',
      'string',
      String.raw`a "b" \c`,
      'hdr',
      'x "y"',
      '#',
      'regex',
      String.raw`^/a\.b$`,
    ]);
  });

  test('finds a setting in the section, else in the defaults above it, else in the named ones', () => {
    const sections = parseHaproxy(`defaults first
  timeout server 1m
defaults
  timeout server 90
  timeout client 5s
backend a
  timeout server 2h
backend b
backend c from first
`);
    const seconds = (name: string, side: string) => {
      const section = sections.find((candidate) => candidate.name === name);
      return section && parseHaproxyTime(proxySetting(sections, section, 'timeout', side)?.words[2]);
    };
    expect([seconds('a', 'server'), seconds('b', 'server'), seconds('c', 'server')]).toEqual([
      7200, 0.09, 60,
    ]);
    expect([seconds('b', 'client'), seconds('c', 'client')]).toEqual([5, undefined]);
  });
});

describe('routeRequest', () => {
  test.each([
    ['the first true rule decides', 'use_backend sync if { path_beg /a }\n  default_backend main', ['sync']],
    ['a false rule is passed over', 'use_backend sync if { path_beg /b }\n  default_backend main', ['main']],
    ['unless turns it round', 'use_backend sync unless { path_beg /b }', ['sync']],
    [
      'or binds weaker than and',
      'use_backend sync if { path /x } { path /a/b } or { path_end /b }',
      ['sync'],
    ],
    ['a negated ACL', 'acl a path_beg /a\n  use_backend sync if !a\n  default_backend main', ['main']],
    [
      'an ACL is true when any of its lines is',
      'acl a path /x\n  acl a path_sub a/\n  use_backend sync if a',
      ['sync'],
    ],
    [
      'what cannot be known may be true',
      'use_backend sync if { src 10.0.0.0/8 }\n  default_backend main',
      ['sync', 'main'],
    ],
    ['a false part makes the whole false', 'use_backend sync if { src 10.0.0.0/8 } { path /x }', []],
    ['flags: case, method, end of flags', 'use_backend sync if { path -i -m beg -- /A }', ['sync']],
    ['regular expressions', 'use_backend sync if { path_reg ^/a/[a-c]$ }', ['sync']],
    ['segments', 'use_backend sync if { path_dir b }\n  default_backend main', ['sync']],
    ['methods', 'use_backend sync if METH_POST\n  use_backend main if { method GET }', ['main']],
    ['a certain refusal stops', 'http-request deny if { path_beg /a }\n  default_backend main', []],
    ['a possible refusal does not', 'http-request deny if { src 1.2.3.4 }\n  default_backend main', ['main']],
    ['a backend that only refuses serves nobody', 'default_backend refuse', []],
    ['a changed path is unknown', 'http-request set-path /x\n  use_backend sync if { path /a/b }', ['sync']],
    ['decoded and lowered paths', 'use_backend sync if { path,url_dec,lower -m str /a/b }', ['sync']],
    [
      'an unset variable is not found',
      'use_backend sync if { var(txn.t) -m found }\n  default_backend main',
      ['main'],
    ],
    ['an unknown backend name is any of them', 'use_backend %[req.hdr(host)]', ['main', 'sync']],
  ])('%s', (_, rules, expected) => {
    expect(route(`frontend f\n  ${rules}`, '/a/b')).toEqual(expected);
  });

  test('variables and maps: the first expression that matches, else the default', () => {
    const config = `frontend f
  http-request set-var(txn.path) path
  http-request set-var(txn.target) str(refuse) if { path_sub .. }
  http-request set-var(txn.target) method,concat(,txn.path),map_reg(/etc/routes.map,refuse) unless { var(txn.target) -m found }
  use_backend %[var(txn.target)]`;
    const maps = {
      '/etc/routes.map': '# comment\n^GET/_matrix/client/v3/sync$ sync\n^(GET|POST)/_matrix/ main\n',
    };
    expect(route(config, '/_matrix/client/v3/sync', maps)).toEqual(['sync']);
    expect(route(config, '/_matrix/client/versions', maps)).toEqual(['main']);
    expect(route(config, '/_synapse/admin/v1/users', maps)).toEqual([]);
    expect(route(config, '/_matrix/../x', maps)).toEqual([]);
    // Without the map nothing is known.
    expect(route(config, '/_matrix/client/versions')).toEqual(['main', 'sync']);
  });

  test('map_beg takes the longest prefix', () => {
    const config = 'frontend f\n  use_backend %[path,map_beg(/m,refuse)]';
    expect(route(config, '/a/b', { '/m': '/ main\n/a/ sync\n' })).toEqual(['sync']);
    expect(route(config, '/b', { '/m': '/ main\n/a/ sync\n' })).toEqual(['main']);
  });
});

test.each([
  ['90s', 90],
  ['5000', 5],
  ['2m', 120],
  ['1h', 3600],
  ['soon', undefined],
  [undefined, undefined],
])('the time %s is %s seconds', (text, seconds) => {
  expect(parseHaproxyTime(text)).toBe(seconds);
});
