import type { Environment } from '../../environment/environment.ts';
import type { Flow } from '../component.ts';
import { edgeEndpoint, edgePorts } from './names.ts';
import { makeSites } from './sites.ts';

/** Everybody may come to the edge, and the edge may go where its routes lead. */
export function makeEdgeFlows(environment: Environment): Flow[] {
  const edge = edgeEndpoint(environment);
  const backends = makeSites(environment).flatMap(({ routes }) => routes.map(({ backend }) => backend));
  return [
    {
      // Local traffic keeps the client's address, so no narrower network would do.
      from: { kind: 'cidrs', cidrs: ['0.0.0.0/0', '::/0'] },
      to: edge,
      ports: edgePorts(environment),
      why: 'the outside reaches the platform here',
    },
    ...[...new Set(backends)].map(
      ({ pods, targetPort, service }): Flow => ({
        from: edge,
        to: pods,
        ports: [{ port: targetPort, protocol: 'TCP' }],
        why: `the edge forwards requests to ${service}`,
      }),
    ),
  ];
}
