import type { Environment } from '../../../environment/environment.ts';
import { fixedHostPorts } from '../../../environment/host-ports.ts';
import type { WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Endpoint } from '../../component.ts';
import type { Backend } from '../../edge/backend.ts';

/** Name of this component, of its Deployment, Service and ServiceAccount. */
export const componentName = 'livekit';

/** Namespace of the media servers. */
export const namespace: string = namespaces.rtc.name;

/** Labels of the media servers. */
export const labels: WorkloadLabels = { name: 'livekit-server', component: 'livekit' };

/** Service that the edge forwards signalling to: every path of `hosts.rtc` that is not the authoriser's. */
export const serviceName = 'livekit';

/** Ports of the Service. */
export const ports = {
  /** Signalling and API: HTTP and WebSocket. */
  http: fixedHostPorts.livekitHttp,
} as const;

/** The media servers as one end of a flow: they are in the host network. */
export const serverEndpoint: Endpoint = { kind: 'nodes' };

/** Signalling and API, for the edge. */
export const livekitBackend: Backend = {
  service: serviceName,
  namespace,
  port: ports.http,
  pods: serverEndpoint,
  targetPort: ports.http,
};

/** Secret of the API key: `key` is its secret, of which the authoriser reads a copy; `file` is what LiveKit reads as `key_file`. */
export const keySecret = { name: 'livekit-api-key', key: 'secret', file: 'keys.yaml' } as const;

/** Name of the only API key; it is not secret. */
export const apiKey = 'matrix';

/** Where clients connect for signalling. */
export function publicUrl(environment: Environment): string {
  return `wss://${environment.hosts.rtc}`;
}
