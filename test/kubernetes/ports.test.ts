import { expect, test } from 'vitest';
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
