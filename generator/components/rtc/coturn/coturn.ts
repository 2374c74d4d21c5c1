import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { fixedHostPorts } from '../../../environment/host-ports.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Component } from '../../component.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import { makeCertificate } from '../../platform/certificates/make-certificate.ts';
import { files, makeConfig, makeStartScript } from './config.ts';
import { makeDaemonSet } from './daemon-set.ts';
import { certificateSecret, componentName, labels, namespace, turnHosts, turnSecret } from './names.ts';

/** TURN servers: they relay the media of people whose networks let nothing else through. */
export const coturnComponent: Component = {
  name: componentName,
  tier: 'rtc',
  summary: 'TURN servers, one on each WebRTC node',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [
      serviceAccount,
      makeCertificate({ name: certificateSecret, namespace, dnsNames: turnHosts(environment) }),
      makeDaemonSet(environment),
      podMonitor({ name: componentName, namespace, selector: selectorLabels(labels), port: 'metrics' }),
    ],
    configMaps: [
      {
        name: componentName,
        namespace,
        labels: objectLabels(labels),
        files: {
          [files.config]: makeConfig(environment),
          [files.start]: makeStartScript(environment),
        },
      },
    ],
    // In the host network no policy applies, neither to what reaches it nor to what it reaches; `plan` prints the firewall table.
    flows: [flowFromPrometheus({ kind: 'nodes' }, fixedHostPorts.coturnMetrics)],
    secrets: [
      {
        name: turnSecret.name,
        namespace,
        keys: { [turnSecret.key]: { kind: 'random', length: 64 } },
        why: 'coturn, Synapse and LiveKit: the secret of which they make TURN passwords that expire',
      },
    ],
  }),
};

const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: componentName, namespace, labels: objectLabels(labels) },
  automountServiceAccountToken: false,
};
