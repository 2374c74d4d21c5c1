import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coversPort,
  directionsOf,
  isPartOfBlock,
  selectsEverything,
} from '../../generator/kubernetes/network-policies.ts';
import type { Json } from '../../generator/kubernetes/object.ts';

describe('directionsOf', () => {
  test.each([
    ['nothing written', {}, ['Ingress']],
    ['no types, egress rules', { egress: [{}] }, ['Ingress', 'Egress']],
    ['no types, an empty list of egress rules', { egress: [] }, ['Ingress']],
    ['an empty list of types', { policyTypes: [], egress: [{}] }, ['Ingress', 'Egress']],
    ['Egress alone', { policyTypes: ['Egress'], ingress: [{}] }, ['Egress']],
    ['both, the other way round', { policyTypes: ['Egress', 'Ingress'] }, ['Ingress', 'Egress']],
  ] as [string, { [key: string]: Json }, string[]][])('%s', (_, spec, expected) => {
    expect(directionsOf({ spec })).toEqual(expected);
  });
});

describe('coversPort', () => {
  test.each([
    ['no ports', {}, true],
    ['an empty list', { ports: [] }, true],
    ['the number', { ports: [{ port: 8080 }] }, true],
    ['another protocol', { ports: [{ port: 8080, protocol: 'UDP' }] }, false],
    ['a protocol alone', { ports: [{ protocol: 'TCP' }] }, true],
    ['the name', { ports: [{ port: 'http' }] }, true],
    ['another name', { ports: [{ port: 'metrics' }] }, false],
    ['a number as text, which is a name', { ports: [{ port: '8080' }] }, false],
    ['a range that ends there', { ports: [{ port: 8000, endPort: 8080 }] }, true],
    ['a range that ends before', { ports: [{ port: 8000, endPort: 8079 }] }, false],
  ] as [string, Json, boolean][])('%s', (_, rule, expected) => {
    expect(coversPort(rule, { port: 8080, protocol: 'TCP', names: ['http'] })).toBe(expected);
  });

  test('is what writing out every port of every range gives', () => {
    const protocol = fc.constantFrom('TCP', 'UDP');
    const range = fc.record({ protocol, port: fc.nat(12), length: fc.option(fc.nat(5), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), (ranges) => {
        const written = new Set(
          ranges.flatMap((one) =>
            Array.from(
              { length: (one.length ?? 0) + 1 },
              (_, index) => `${one.port + index}/${one.protocol}`,
            ),
          ),
        );
        const rule = {
          ports: ranges.map(({ length, port, ...one }) => ({
            ...one,
            port,
            ...(length !== undefined && { endPort: port + length }),
          })),
        };
        for (const name of ['TCP', 'UDP'])
          for (let port = 0; port < 20; port += 1)
            expect(coversPort(rule, { port, protocol: name })).toBe(written.has(`${port}/${name}`));
      }),
    );
  });
});

describe('isPartOfBlock', () => {
  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['::/0', 'fd00::/8', true],
    ['::/0', '10.0.0.0/8', false],
    ['10.0.0.0/8', 'nonsense', false],
  ])('%s, %s: %s', (outer, inner, expected) => {
    expect(isPartOfBlock(outer, inner)).toBe(expected);
  });

  test('is what counting addresses gives', () => {
    const block = fc.record({ address: fc.nat(255), prefix: fc.integer({ min: 24, max: 32 }) });
    const addresses = ({ address, prefix }: { address: number; prefix: number }) => {
      const size = 2 ** (32 - prefix);
      const first = Math.floor(address / size) * size;
      return Array.from({ length: size }, (_, index) => first + index);
    };
    fc.assert(
      fc.property(block, block, (outer, inner) => {
        const inside = new Set(addresses(outer));
        const part = addresses(inner);
        expect(
          isPartOfBlock(`10.0.0.${outer.address}/${outer.prefix}`, `10.0.0.${inner.address}/${inner.prefix}`),
        ).toBe(part.length < inside.size && part.every((address) => inside.has(address)));
      }),
    );
  });
});

test.each([
  [{}, true],
  [{ matchLabels: {} }, true],
  [{ matchLabels: {}, matchExpressions: [] }, true],
  [{ matchLabels: { a: 'b' } }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, false],
  [undefined, false],
] as [Json | undefined, boolean][])('%j selects everything: %s', (selector, expected) => {
  expect(selectsEverything(selector)).toBe(expected);
});
