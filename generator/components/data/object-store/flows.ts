import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels } from '../../../kubernetes/labels.ts';
import { flowToKubeApiServer } from '../../common/kube-api-server.ts';
import type { Endpoint, Flow } from '../../component.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import {
  componentName,
  isOperated,
  namespace,
  objectStoreEndpoint,
  objectStorePort,
  setupLabels,
  ports as storePorts,
} from './names.ts';

const setup: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: selectorLabels(setupLabels),
};

/** Connections of the store itself; every client declares its own to `objectStoreEndpoint`. A single server talks to nobody. */
export function makeFlows(environment: Environment): Flow[] {
  const servers = objectStoreEndpoint(environment);
  const ports = [objectStorePort(environment)];
  const among: Flow = {
    from: servers,
    to: servers,
    ports,
    why: 'each server reads and writes the volumes of all others',
  };
  return [
    ...(environment.objectStore.servers > 1 ? [among] : []),
    { from: setup, to: servers, ports, why: 'buckets, users and policies are made' },
    flowFromPrometheus(servers, storePorts.s3),
    ...(isOperated(environment)
      ? [flowToKubeApiServer(servers, "the operator's sidecar watches the Tenant and its Secret")]
      : []),
  ];
}
