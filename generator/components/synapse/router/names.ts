import type { Backend } from '../../edge/backend.ts';
import { namespace, podsOf, routerLabels } from '../labels.ts';
import { routerPorts } from '../ports.ts';

/** Name of the router's Deployment, Service, ServiceAccount and ConfigMap. */
export const routerName = 'synapse-router';

function backend(port: number): Backend {
  return { service: routerName, namespace, port, pods: podsOf(routerLabels), targetPort: port };
}

/** Ports of the router that the edge forwards to. */
export const routerBackends = { public: backend(routerPorts.http), admin: backend(routerPorts.admin) };
