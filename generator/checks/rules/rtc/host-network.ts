import { listIn, textIn } from '../../../kubernetes/json.ts';
import type { PodTemplate, ResourceSet } from '../../../rendered/resource-set.ts';
import { podsBehind, podsRunning } from '../../pods.ts';
import { mediaImages } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';

/** TURN and SFU pods use the network of their node. */
export const hostNetwork: Rule = {
  slug: 'rtc/host-network',
  title: 'coturn and LiveKit use the host network',
  severity: 'error',
  why: 'Media flows over thousands of UDP ports to an address that the server itself announces. Behind the pod network that address is one no client can reach, and a Service cannot carry a port range.',
  fix: 'Set `hostNetwork: true` and `dnsPolicy: ClusterFirstWithHostNet` on their pods, on nodes of their own.',
  references: [
    'livekit/livekit-helm livekit-server/values.yaml: podHostNetwork: true',
    'Design 2025, 10.1: coturn and LiveKit using hostNetwork',
  ],
  components: ['coturn', 'livekit'],
  check({ resources, pass, fail }) {
    for (const template of podsRunning(resources, mediaImages)) {
      const { owner, path, spec } = template;
      if (spec['hostNetwork'] === true || isPublished(resources, template)) pass();
      else
        fail({
          resource: owner,
          path: [...path, 'hostNetwork'],
          message: `${owner.object.metadata.name} runs in the pod network: it announces an address that clients cannot reach, so calls connect and carry no media. Set hostNetwork: true.`,
        });
    }
  },
};

/** True when clients reach a single UDP port of the pod through a Service on the nodes or a load balancer: `rtc.udp_port` of LiveKit. */
function isPublished(resources: ResourceSet, template: PodTemplate): boolean {
  return resources
    .ofKind('Service', '')
    .some(
      (service) =>
        ['NodePort', 'LoadBalancer'].includes(textIn(service.json, 'spec', 'type') ?? '') &&
        listIn(service.json, 'spec', 'ports').some((port) => textIn(port, 'protocol') === 'UDP') &&
        podsBehind(resources, service).includes(template),
    );
}
