import type { Environment } from '../../../environment/environment.ts';
import { objectLabels } from '../../../kubernetes/labels.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { namespace, processLabels } from '../labels.ts';
import { mainProcess } from '../worker-catalogue.ts';
import { activeWorkerKinds, nameWorkers } from '../worker-names.ts';
import { makeHomeserverConfig } from './homeserver.ts';
import { makeLogConfig } from './log.ts';
import { makeMainConfig } from './main.ts';
import { makeWorkerConfig } from './worker.ts';

/** ConfigMaps of the Synapse processes. */
export const synapseConfigMaps = { config: 'synapse-config', names: 'synapse-worker-names' } as const;

/** File of a process kind inside `synapse-config`. */
export function processFile(component: string): string {
  return `${component}.yaml`;
}

/**
 * Configuration of all Synapse processes. A pod mounts the shared files and the one of its kind, so a change restarts those it concerns.
 * Names have a ConfigMap of their own that restarts nobody: one more worker does not disturb the others.
 */
export function makeSynapseConfigMaps(environment: Environment): ConfigMapFiles[] {
  const kinds = activeWorkerKinds(environment);
  const labels = objectLabels(processLabels('config'));
  const names = kinds.flatMap((kind) => nameWorkers(environment, kind));
  return [
    {
      name: synapseConfigMaps.config,
      namespace,
      labels,
      files: {
        'homeserver.yaml': makeHomeserverConfig(environment),
        'log.yaml': makeLogConfig(environment),
        [processFile(mainProcess.component)]: makeMainConfig(environment),
        ...Object.fromEntries(
          kinds.map((kind) => [processFile(kind.component), makeWorkerConfig(environment, kind)]),
        ),
      },
    },
    ...(names.length > 0
      ? [
          {
            name: synapseConfigMaps.names,
            namespace,
            labels,
            files: Object.fromEntries(
              names.map((name) => [
                `${name}.yaml`,
                { format: 'yaml', value: { worker_name: name } } as const,
              ]),
            ),
            restartOnChange: false,
          },
        ]
      : []),
  ];
}
