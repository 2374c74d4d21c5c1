import { describe, expect, test } from 'vitest';
import { overlaps, parseAddressRange } from '../../generator/environment/address-range.ts';
import {
  computedSynapseSettings,
  findComputedSetting,
} from '../../generator/environment/computed-synapse-settings.ts';
import { countCronFields, findCronMistake } from '../../generator/environment/cron.ts';
import { formatPath, isWithin, valueAt } from '../../generator/environment/path.ts';
import { maskCredentials, quote } from '../../generator/environment/quote.ts';
import {
  addressRangeSchema,
  bytesSchema,
  cidrSchema,
  cpuSchema,
  hostSchema,
  reservedBytesSchema,
} from '../../generator/environment/schema/scalars.ts';
import { editDistance, suggestNearest } from '../../generator/environment/suggest.ts';

describe('schedules as robfig/cron v1.2.0 reads them', () => {
  test.each([
    '0 0 2 * * *',
    '59 59 23 31 12 6',
    '0 */15 * ? * mon-FRI',
    '0 0 0,12 1 JAN,jul sun',
    '0 5/10 1-5/2 * * *',
    ' 0  0 2 * * * ',
  ])('takes %s', (schedule) => {
    expect(countCronFields(schedule)).toBe(6);
    expect(findCronMistake(schedule)).toBeUndefined();
  });

  test.each([
    ['60 0 2 * * *', 'second'],
    ['0 60 2 * * *', 'minute'],
    ['0 0 24 * * *', 'hour'],
    ['0 0 2 0 * *', 'day of month'],
    ['0 0 2 * 13 *', 'month'],
    ['0 0 2 * * 7', 'day of week'],
    ['0 0 2 * * funday', 'day of week'],
    ['0 5-1 2 * * *', 'minute'],
    ['0 */0 2 * * *', 'minute'],
    ['0 1-2-3 2 * * *', 'minute'],
    ['0 1/2/3 2 * * *', 'minute'],
    ['0 1, 2 * * *', 'minute'],
    ['0 -1 2 * * *', 'minute'],
    ['0 L 2 * * *', 'minute'],
  ])('refuses %s for its %s', (schedule, field) => {
    expect(findCronMistake(schedule)).toMatch(new RegExp(`^${field} "`));
  });
});

describe('suggestions', () => {
  test('count insertions, deletions, replacements and swaps', () => {
    expect(editDistance('hots', 'hosts')).toBe(1);
    expect(editDistance('sinlge', 'single')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
  });

  test('take the nearest candidate, and none when nothing is near', () => {
    expect(suggestNearest('hots', ['scale', 'hosts', 'host'])).toBe('hosts');
    expect(suggestNearest('Server_Name', ['serverName', 'matrix'])).toBe('serverName');
    expect(suggestNearest('colour', ['users', 'availability'])).toBeUndefined();
    expect(suggestNearest('x'.repeat(100_000), ['users'])).toBeUndefined();
  });
});

describe('address ranges', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/9', '10.128.0.0/9', false],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['10.0.0.1-10.0.0.9', '10.0.0.9-10.0.0.12', true],
    ['10.0.0.1-10.0.0.9', '10.0.0.10', false],
    ['fd00::/8', 'fd12:3456::1', true],
    ['::/0', '10.0.0.1', false],
    ['fd00::1', '::ffff:10.0.0.1', false],
  ])('%s and %s: overlap %s', (left, right, expected) => {
    expect(overlaps(parseAddressRange(left), parseAddressRange(right))).toBe(expected);
    expect(overlaps(parseAddressRange(right), parseAddressRange(left))).toBe(expected);
  });
});

describe('scalars', () => {
  const takes = (schema: typeof cpuSchema, text: string) => schema.safeParse(text).success;

  test.each(['10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '::/0', '10.1.2.3/32'])('the network %s', (text) => {
    expect(takes(cidrSchema, text)).toBe(true);
  });
  test.each([
    '10.0.0.1/8',
    '10.0.0.0',
    '10.0.0.0/33',
    '10/8',
    '0x0a000000/8',
    'fe80::%eth0/64',
    '10.0.0.0/08x',
    ' 10.0.0.0/8',
    '010.0.0.0/8',
  ])('not the network %s', (text) => {
    expect(takes(cidrSchema, text)).toBe(false);
  });
  test('addresses, networks and ranges', () => {
    for (const text of ['10.0.0.1', '10.0.0.0/30', '10.0.0.1-10.0.0.1', 'fd00::1-fd00::ff'])
      expect(takes(addressRangeSchema, text)).toBe(true);
    for (const text of ['10.0.0.2-10.0.0.1', '10.0.0.1-fd00::1', '10.1', '1', '10.0.0.1-', '-'] as const)
      expect(takes(addressRangeSchema, text)).toBe(false);
  });
  test('hosts', () => {
    for (const text of ['a.b', 'xn--nxasmq6b.example', 'a-b.c1']) expect(takes(hostSchema, text)).toBe(true);
    for (const text of [
      'localhost',
      'A.b',
      'a.b.',
      'a..b',
      '-a.b',
      'a_b.c',
      '1.2.3.4',
      'a.b:80',
      'https://a.b',
      `${'a'.repeat(64)}.b`,
    ])
      expect(takes(hostSchema, text)).toBe(false);
  });
  test('amounts have a sensible size', () => {
    for (const text of ['1m', '500m', '1.5', '1024', '2e0']) expect(takes(cpuSchema, text)).toBe(true);
    for (const text of ['0', '-1', '4Gi', '1025', '', '4 cores', 'NaN'])
      expect(takes(cpuSchema, text)).toBe(false);
    for (const text of ['1Mi', '4Gi', '1.5Gi', '1Pi', '5e9', '500M'])
      expect(takes(bytesSchema, text)).toBe(true);
    for (const text of ['0', '512', '500m', '-4Gi', '2Pi', '4GB', '4 Gi'])
      expect(takes(bytesSchema, text)).toBe(false);
    expect([takes(reservedBytesSchema, '0'), takes(reservedBytesSchema, '512')]).toEqual([true, false]);
  });
});

test('paths', () => {
  expect(formatPath(['cluster', 'nodePools', 'a-b', 'labels', 'x.io/y'])).toBe(
    'cluster.nodePools.a-b.labels["x.io/y"]',
  );
  expect(formatPath(['accept', 0, 'rule'])).toBe('accept[0].rule');
  expect(formatPath([])).toBe('');
  expect([isWithin(['a', 'b'], ['a']), isWithin(['a'], ['a', 'b']), isWithin(['ab'], ['a'])]).toEqual([
    true,
    false,
    false,
  ]);
  expect([
    valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b']),
    valueAt({}, ['toString']),
    valueAt(null, ['a']),
  ]).toEqual([1, undefined, undefined]);
});

test('computed settings of Synapse', () => {
  expect(findComputedSetting('macaroon_secret_key_path')).toBe('macaroon_secret_key*');
  expect(findComputedSetting('server_name')).toBe('server_name');
  expect(findComputedSetting('server_name_extra')).toBeUndefined();
  expect(new Set(computedSynapseSettings).size).toBe(computedSynapseSettings.length);
});

test('messages hide passwords and cut long text', () => {
  expect(maskCredentials('https://bot:hunter2@h/x')).toBe('https://***********@h/x');
  expect(maskCredentials('https://token@h/x')).toBe('https://*****@h/x');
  expect(maskCredentials('ssh://git:pw@h/x')).toBe('ssh://git:**@h/x');
  for (const plain of ['ssh://git@h/x', 'git@h:x', 'https://h/x@y', 'https://h/a:b@c'])
    expect(maskCredentials(plain)).toBe(plain);
  expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`);
});
