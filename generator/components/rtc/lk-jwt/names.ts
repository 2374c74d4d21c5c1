import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import { serviceHost } from '../../common/service-host.ts';
import type { Endpoint } from '../../component.ts';
import type { Backend } from '../../edge/backend.ts';

/** Name of this component, of its Deployment, Service and ServiceAccount. */
export const componentName = 'lk-jwt-service';

/** It needs nothing of the node, so it lives where the restricted level holds, not with the media servers. */
export const namespace: string = namespaces.matrix.name;

/** Labels of the authoriser. */
export const labels: WorkloadLabels = { name: 'lk-jwt-service', component: 'lk-jwt-service' };

/** Service that the edge forwards {@link publicPaths} of `hosts.rtc` to. */
export const serviceName = 'lk-jwt-service';

/** Ports of the authoriser. */
export const ports = { http: 8080 } as const;

/** The authoriser as one end of a flow. */
export const endpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: selectorLabels(labels),
};

/** The authoriser, for the edge. */
export const lkJwtBackend: Backend = {
  service: serviceName,
  namespace,
  port: ports.http,
  pods: endpoint,
  targetPort: ports.http,
};

/** Paths of `hosts.rtc` that clients call here, exactly; every other path is LiveKit's. */
export const publicPaths = ['/sfu/get', '/get_token', '/delegate_delayed_leave'] as const;

/** What the well-known document and `matrix_rtc.transports` give as `livekit_service_url`. */
export function publicUrl(environment: Environment): string {
  return `https://${environment.hosts.rtc}`;
}

/** Where LiveKit reports who joins and leaves; not public. */
export function webhookUrl(environment: Environment): string {
  return `http://${serviceHost(environment, serviceName, namespace)}:${ports.http}/sfu_webhook`;
}
