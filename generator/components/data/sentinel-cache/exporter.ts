import type { IContainer } from 'kubernetes-models/v1/Container';
import { imageReference, images } from '../../../versions.ts';
import { containerSecurityContext } from '../../common/pod-security.ts';
import { authSecretOf, ports, type SentinelCache } from './sentinel-cache.ts';

/** Metrics of the server beside it; of the Sentinel, too, when asked for its address. */
export function makeExporter(cache: SentinelCache): IContainer {
  return {
    name: 'exporter',
    image: imageReference(images.redisExporter),
    ports: [{ name: 'metrics', containerPort: ports.exporter }],
    env: [
      { name: 'REDIS_ADDR', value: `redis://localhost:${ports.server}` },
      { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: authSecretOf(cache) } },
    ],
    securityContext: containerSecurityContext,
    livenessProbe: { httpGet: { path: '/health', port: 'metrics' }, timeoutSeconds: 5, periodSeconds: 10 },
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
  };
}
