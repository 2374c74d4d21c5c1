import type { Environment } from '../../../environment/environment.ts';
import { objectLabels } from '../../../kubernetes/labels.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { makeProxyConfig } from './config/haproxy.ts';
import { files } from './config/paths.ts';
import {
  makeCommonScript,
  makeStartSentinelScript,
  makeStartServerScript,
  makeStopServerScript,
} from './config/scripts.ts';
import { makeSentinelConfig } from './config/sentinel.ts';
import { makeServerConfig } from './config/server.ts';
import { isReplicated, names, namespace, nodeLabels, proxyLabels } from './names.ts';

/** File of the proxies' ConfigMap. */
export const proxyFile = 'haproxy.cfg';

/** Configuration of servers and, where there are several, of Sentinels and proxies. */
export function makeConfigMaps(environment: Environment): ConfigMapFiles[] {
  const ofServer = {
    [files.common]: makeCommonScript(environment),
    [files.startServer]: makeStartServerScript(environment),
    [files.server]: makeServerConfig(environment),
  };
  const ofNodes = { name: names.nodeConfig, namespace, labels: objectLabels(nodeLabels) };
  if (!isReplicated(environment)) return [{ ...ofNodes, files: ofServer }];
  return [
    {
      ...ofNodes,
      files: {
        ...ofServer,
        [files.stopServer]: makeStopServerScript(),
        [files.startSentinel]: makeStartSentinelScript(environment),
        [files.sentinel]: makeSentinelConfig(environment),
      },
    },
    {
      name: names.proxyConfig,
      namespace,
      labels: objectLabels(proxyLabels),
      files: { [proxyFile]: makeProxyConfig(environment) },
    },
  ];
}
