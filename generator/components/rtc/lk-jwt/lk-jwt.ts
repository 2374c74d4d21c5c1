import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { outside } from '../../common/outside.ts';
import type { Component, Flow, FlowPort } from '../../component.ts';
import { edgeEndpoint, edgePorts } from '../../edge/names.ts';
import { podsOf, routerLabels } from '../../synapse/labels.ts';
import { routerPorts } from '../../synapse/ports.ts';
import { keySecret, namespace as livekitNamespace, serverEndpoint } from '../livekit/names.ts';
import { makeDeployment } from './deployment.ts';
import { componentName, endpoint, labels, namespace, ports, serviceName } from './names.ts';

const metadata = { name: componentName, namespace, labels: objectLabels(labels) };

/** Lets people of Matrix rooms into the calls of those rooms. */
export const lkJwtComponent: Component = {
  name: componentName,
  tier: 'rtc',
  summary: 'authoriser: admits people of a Matrix room to its calls',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [serviceAccount, service, makeDeployment(environment)],
    configMaps: [],
    flows: makeFlows(environment),
    secrets: [
      {
        name: keySecret.name,
        namespace,
        keys: {
          [keySecret.key]: {
            kind: 'copy',
            from: { namespace: livekitNamespace, name: keySecret.name, key: keySecret.key },
          },
        },
        why: 'lk-jwt-service: secret of the API key of LiveKit',
      },
    ],
  }),
};

const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
};

const service: IService & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...metadata, name: serviceName },
  spec: {
    selector: selectorLabels(labels),
    ports: [{ name: 'http', port: ports.http, targetPort: 'http', appProtocol: 'http' }],
  },
};

/**
 * It asks who somebody is under the public name of the homeserver (`/.well-known/matrix/server`, then
 * `/_matrix/federation/v1/openid/userinfo`) and creates rooms under the public name of LiveKit, both through the edge.
 */
function makeFlows(environment: Environment): Flow[] {
  return [
    {
      from: serverEndpoint,
      to: endpoint,
      ports: [tcp(ports.http)],
      why: 'LiveKit reports who joins and leaves',
    },
    {
      from: endpoint,
      to: podsOf(routerLabels),
      ports: [tcp(routerPorts.http)],
      why: 'the authoriser signs off callers who have vanished',
    },
    {
      // Within the cluster the address of the load balancer leads straight to the pods of the edge.
      from: endpoint,
      to: edgeEndpoint(environment),
      ports: edgePorts(environment),
      why: 'the authoriser asks the homeserver who somebody is, and creates rooms, under public names',
    },
    {
      from: endpoint,
      to: outside(environment),
      ports: environment.network.federation === 'closed' ? [tcp(443)] : [tcp(443), tcp(8448)],
      why: 'the authoriser asks homeservers who somebody is, and creates rooms, under public names',
    },
  ];
}

function tcp(port: number): FlowPort {
  return { port, protocol: 'TCP' };
}
