import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { objectLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { syncWave } from '../../common/sync-wave.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { makeClientPod, type StoreClient } from './client-pod.ts';
import {
  type Consumer,
  consumers,
  consumersOf,
  names,
  namespace,
  objectStoreFor,
  objectStoreSecret,
  rootSecret,
  setupLabels,
} from './names.ts';
import { makePolicy } from './policy.ts';

const script = 'setup.sh';
const usersPath = '/run/users';

/**
 * Creates buckets, users and their policies once the servers are up, and again with every sync: each step may be repeated. A hook of Argo CD,
 * because a Job cannot be changed: the old one is deleted before the new one is made, and the sync fails when it fails.
 */
export function makeSetupJob(environment: Environment): IJob & KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: names.setup,
      namespace,
      labels: objectLabels(setupLabels),
      annotations: {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        ...syncWave(1),
      },
    },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: 600,
      template: makeClientPod(environment, makeClient(environment)),
    },
  };
}

function makeClient(environment: Environment): StoreClient {
  return {
    labels: setupLabels,
    serviceAccount: names.serviceAccount,
    command: ['bash', `/config/${script}`],
    env: [fromRoot('ROOT_USER', rootSecret.userKey), fromRoot('ROOT_PASSWORD', rootSecret.passwordKey)],
    config: names.setup,
    volumes: consumersOf(environment).map((consumer) => ({
      mountPath: `${usersPath}/${consumer}`,
      volume: { name: `user-${consumer}`, secret: { secretName: objectStoreSecret(consumer).name } },
    })),
    scratch: '16Mi',
  };
}

function fromRoot(name: string, key: string) {
  return { name, valueFrom: { secretKeyRef: { name: rootSecret.name, key } } };
}

/** The script and one policy for each consumer. */
export function makeSetupConfigMap(environment: Environment): ConfigMapFiles {
  const policies = consumersOf(environment).map((consumer): [string, ConfigFile] => [
    `${consumer}.json`,
    { format: 'json', value: makePolicy(consumers[consumer]) },
  ]);
  return {
    name: names.setup,
    namespace,
    labels: objectLabels(setupLabels),
    files: { [script]: makeScript(environment), ...Object.fromEntries(policies) },
  };
}

/** Runs in bash with coreutils and mc. Secrets stand in files and variables, never in arguments. */
function makeScript(environment: Environment): ConfigFile {
  const [scheme, host] = objectStoreFor(environment).endpoint.split('://');
  const grants = consumersOf(environment).map((consumer) => grantLine(consumer));
  return {
    format: 'text',
    text: `set -eu -o pipefail
umask 077

export MC_HOST_store="${scheme}://$ROOT_USER:$ROOT_PASSWORD@${host}"

tries=0
until mc ls store >/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 2
done

# grant CONSUMER BUCKET: the bucket exists, the consumer's user has its present password and exactly its policy.
grant() {
  user=$(cat "${usersPath}/$1/AWS_ACCESS_KEY_ID")
  mc mb --ignore-existing "store/$2"
  mc admin policy create store "$1" "/config/$1.json"
  printf '%s\\n' "$user" "$(cat "${usersPath}/$1/AWS_SECRET_ACCESS_KEY")" | mc admin user add store
  mc admin policy attach store "$1" --user "$user"
}

${grants.join('\n')}
`,
  };
}

function grantLine(consumer: Consumer): string {
  return `grant ${consumer} ${consumers[consumer].bucket}`;
}
