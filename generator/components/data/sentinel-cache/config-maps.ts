import type { Environment } from '../../../environment/environment.ts';
import { objectLabels } from '../../../kubernetes/labels.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { files } from './paths.ts';
import {
  makeCommonScript,
  makeStartSentinelScript,
  makeStartServerScript,
  makeStopServerScript,
} from './scripts.ts';
import { hasSentinels, isReplicated, namesOf, nodeLabelsOf, type SentinelCache } from './sentinel-cache.ts';
import { makeSentinelConfig } from './sentinel-config.ts';
import { makeServerConfig } from './server-config.ts';

/** Files of the server pods: scripts, and configuration without secrets. */
export function makeNodeConfigMap(cache: SentinelCache, environment: Environment): ConfigMapFiles {
  return {
    name: namesOf(cache).nodes,
    namespace: cache.namespace,
    labels: objectLabels(nodeLabelsOf(cache)),
    files: {
      [files.common]: makeCommonScript(cache, environment),
      [files.startServer]: makeStartServerScript(cache, environment),
      [files.server]: makeServerConfig(cache, environment),
      ...(isReplicated(cache, environment) && { [files.stopServer]: makeStopServerScript() }),
      ...(hasSentinels(cache, environment) && {
        [files.startSentinel]: makeStartSentinelScript(cache, environment),
        [files.sentinel]: makeSentinelConfig(cache, environment),
      }),
    },
  };
}
