import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { imageName, resolveTargetPort } from '../../generator/kubernetes/ports.ts';

const pod = {
  containers: [
    {
      ports: [
        { name: 'http', containerPort: 8008 },
        { name: 'dns', containerPort: 53 },
      ],
    },
  ],
  initContainers: [{ ports: [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }] }],
};
const service = {
  spec: {
    ports: [
      { name: 'web', port: 80, targetPort: 'http' },
      { name: 'plain', port: 81 },
      { name: 'number', port: 82, targetPort: 9000 },
      { name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' },
      { name: 'gone', port: 83, targetPort: 'missing' },
    ],
  },
};

test.each([
  [80, 8008],
  ['web', 8008],
  [81, 81],
  ['number', 9000],
  ['dns', 5353],
  ['gone', undefined],
  [99, undefined],
])('Service port %s leads to port %s of the pod', (reference, expected) => {
  expect(resolveTargetPort(service, reference, pod)).toBe(expected);
});

test.each([
  ['ghcr.io/element-hq/element-web:v1', 'element-web'],
  ['mirror:5000/element-web', 'element-web'],
  ['mirror:5000/a/element-web:v1@sha256:00', 'element-web'],
  ['haproxy', 'haproxy'],
])('the image %s is %s', (image, expected) => {
  expect(imageName(image)).toBe(expected);
});

describe('resolveTargetPort, against writing out what every reference leads to', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const protocol = fc.constantFrom('TCP', 'UDP');
  const servicePort = fc.record({
    name,
    port: fc.integer({ min: 1, max: 5 }),
    protocol,
    targetPort: fc.oneof(fc.integer({ min: 6, max: 9 }), name, fc.constant(undefined)),
  });
  const containerPort = fc.record({ name, containerPort: fc.integer({ min: 6, max: 9 }), protocol });

  test('by name and by number', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(servicePort, { selector: (port) => port.name, maxLength: 3 }),
        fc.array(fc.uniqueArray(containerPort, { selector: (port) => port.name, maxLength: 3 }), {
          maxLength: 2,
        }),
        (ports, containers) => {
          const service = JSON.parse(JSON.stringify({ spec: { ports } })) as JsonObject;
          const pod = { containers: containers.map((list) => ({ ports: list })) } as unknown as JsonObject;
          // First come, first served: what a name of this protocol means in the pod.
          const names = new Map<string, number>();
          for (const list of [...containers].reverse())
            for (const port of list) names.set(`${port.name}/${port.protocol}`, port.containerPort);
          for (const { name: own, port, protocol: over, targetPort } of ports) {
            const target = targetPort ?? port;
            const expected = typeof target === 'number' ? target : names.get(`${target}/${over}`);
            expect(resolveTargetPort(service, own, pod)).toBe(expected);
          }
          expect(resolveTargetPort(service, 'missing', pod)).toBeUndefined();
        },
      ),
    );
  });
});
