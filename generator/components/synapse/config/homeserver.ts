import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { isObject } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { serviceHost } from '../../common/service-host.ts';
import * as cache from '../../data/cache-synapse/names.ts';
import { secretPath, synapsePaths } from '../paths.ts';
import { callFeatures, makeCalls } from './calls.ts';
import { makeSharedWork } from './shared-work.ts';
import { makeTuning } from './tuning.ts';

/**
 * `homeserver.yaml`: what every process reads first. Synapse lays later files over it by whole top-level keys
 * (`read_config_files` in `synapse/config/_base.py`), so nothing here may be half of a section that a process file completes.
 */
export function makeHomeserverConfig(environment: Environment): ConfigFile {
  return {
    format: 'yaml',
    comment: 'Read by every Synapse process; the file of its kind and the file with its name come after it.',
    value: {
      ...makeTuning(environment),
      ...environment.synapse.settings,
      ...makeExperimentalFeatures(environment),
      ...makeOwned(environment),
    } as Json,
  };
}

/** Switches of an environment beside those that calls need. */
function makeExperimentalFeatures({ synapse }: Environment): { [key: string]: Json } {
  const asked = synapse.settings['experimental_features'] as Json | undefined;
  return { experimental_features: { ...callFeatures, ...(isObject(asked) && asked) } };
}

/** What the platform decides; `synapse.settings` cannot change it. */
function makeOwned(environment: Environment): { [key: string]: Json } {
  const { hosts, network } = environment;
  const logFile = `${synapsePaths.config}/log.yaml`;
  return {
    server_name: hosts.serverName,
    public_baseurl: `https://${hosts.matrix}/`,
    report_stats: false,
    enable_metrics: true,
    log_config: logFile,
    worker_log_config: logFile,
    signing_key_path: secretPath('signingKey'),
    macaroon_secret_key_path: secretPath('macaroon'),
    form_secret_path: secretPath('form'),
    registration_shared_secret_path: secretPath('registrationSharedSecret'),
    worker_replication_secret_path: secretPath('workerReplication'),
    redis: {
      enabled: true,
      host: serviceHost(environment, cache.names.master, cache.namespace),
      port: cache.ports.redis,
      password_path: secretPath('redisPassword'),
    },
    // As many files and sockets as the container may open: a sync worker holds thousands.
    soft_file_limit: 0,
    max_upload_size: environment.synapse.maxUploadSize,
    ...(network.federation === 'closed' && { federation_domain_whitelist: [] }),
    ...makeCalls(environment),
    ...makeSharedWork(environment),
  };
}
