import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { makeAlloyConfig } from './alloy-config.ts';

/** Positions in files, on the node: a restarted collector goes on where it was. */
const storagePath = '/var/lib/alloy';

/**
 * The values of chart alloy that we set; each was seen to change what `helm template` of 1.11.1 renders. It runs as root, who owns the
 * files of the kubelet, without any capability, and its account may list pods and nothing else.
 */
export function makeAlloyValues(environment: Environment): JsonObject {
  return {
    fullnameOverride: 'alloy',
    crds: { create: false },
    alloy: {
      enableReporting: false,
      configMap: { content: makeAlloyConfig(environment) },
      storagePath,
      mounts: { varlog: true, extra: [{ name: 'positions', mountPath: storagePath }] },
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      resources: containerResources({ cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' }),
    },
    // See role.ts.
    rbac: { create: false },
    configReloader: { resources: containerResources({ cpu: '10m', memory: '32Mi', memoryLimit: '64Mi' }) },
    controller: {
      type: 'daemonset',
      priorityClassName: priorityClasses.standard.name,
      // Every node, whatever it is kept for.
      tolerations: [{ operator: 'Exists' }],
      volumes: {
        extra: [{ name: 'positions', hostPath: { path: storagePath, type: 'DirectoryOrCreate' } }],
      },
    },
    // Nobody calls it but Prometheus, pod by pod.
    service: { enabled: false },
  };
}
