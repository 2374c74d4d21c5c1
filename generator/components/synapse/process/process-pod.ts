import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Environment, Resources } from '../../../environment/environment.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { turnSecret } from '../../rtc/coturn/names.ts';
import { processFile, synapseConfigMaps } from '../config/config-maps.ts';
import { mediaHolder } from '../media/holder.ts';
import { makeHolderParts, mediaImage } from '../media/store.ts';
import { secretFiles, synapsePaths } from '../paths.ts';
import { synapsePorts } from '../ports.ts';
import { secretNames } from '../secrets.ts';

type Container = IPodSpec['containers'][number];
type Volume = NonNullable<IPodSpec['volumes']>[number];

/** What differs between one Synapse process and another. */
export interface ProcessPod {
  readonly component: string;
  /** Module that Python runs. */
  readonly module: string;
  /** False for the main process, whose name is fixed. */
  readonly named: boolean;
  readonly resources: Resources;
  readonly ports: readonly (keyof typeof synapsePorts)[];
  readonly probes: Pick<Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;
}

/** User of the Synapse image (`docker/start.py`: 991 unless told otherwise). */
export const synapseUser = 991;

/**
 * Pod of a Synapse process. The image's entry script is left out: it wants to start as root and to write configuration.
 * Files come in the order shared, kind, name; each may replace top-level keys of those before it.
 */
export function makeProcessPod(environment: Environment, pod: ProcessPod): IPodSpec {
  const keepsMedia = mediaHolder(environment).component === pod.component;
  const media = makeHolderParts(environment, pod.component);
  return {
    serviceAccountName: 'synapse',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: priorityClasses.synapse.name,
    // Synapse leaves within seconds; a long transaction may take the rest.
    terminationGracePeriodSeconds: 60,
    securityContext: podSecurityContext(synapseUser),
    ...placementFor(environment, 'application'),
    containers: [
      {
        name: 'synapse',
        image: (keepsMedia ? mediaImage(environment) : undefined) ?? imageReference(images.synapse),
        imagePullPolicy: 'IfNotPresent',
        command: ['python3', '-m', pod.module],
        args: [
          '--no-secrets-in-config',
          ...configArguments([
            `${synapsePaths.config}/homeserver.yaml`,
            `${synapsePaths.config}/${processFile(pod.component)}`,
            ...(pod.named ? [`${synapsePaths.names}/$(POD_NAME).yaml`] : []),
          ]),
        ],
        env: [...makeVariables(), ...media.env],
        ports: pod.ports.map((name) => ({ name, containerPort: synapsePorts[name] })),
        resources: containerResources(pod.resources),
        securityContext: containerSecurityContext,
        ...pod.probes,
        volumeMounts: [
          { name: 'config', mountPath: synapsePaths.config, readOnly: true },
          ...(pod.named ? [{ name: 'names', mountPath: synapsePaths.names, readOnly: true }] : []),
          { name: 'secrets', mountPath: synapsePaths.secrets, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
          ...media.mounts,
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: synapseConfigMaps.config, items: configItems(pod.component) } },
      ...(pod.named ? [{ name: 'names', configMap: { name: synapseConfigMaps.names } }] : []),
      makeSecretVolume(),
      // Request bodies wait here: forty uploads of the largest size at once, where media arrives.
      { name: 'tmp', emptyDir: { sizeLimit: keepsMedia ? '4Gi' : '1Gi' } },
      ...media.volumes,
    ],
  };
}

function configArguments(files: readonly string[]): string[] {
  return files.flatMap((file) => ['-c', file]);
}

function configItems(component: string): { key: string; path: string }[] {
  return ['homeserver.yaml', 'log.yaml', processFile(component)].map((key) => ({ key, path: key }));
}

function makeVariables(): NonNullable<Container['env']> {
  return [
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    // libpq reads both: the process is recognisable in pg_stat_activity, and the password stays out of files.
    { name: 'PGAPPNAME', value: '$(POD_NAME)' },
    { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: secretNames.databaseUser, key: 'password' } } },
    // Found by the loader on either architecture; cache autotuning needs it.
    { name: 'LD_PRELOAD', value: 'libjemalloc.so.2' },
  ];
}

/** All secret files in one directory, readable by the group that `fsGroup` sets; the CA's private key stays outside. */
function makeSecretVolume(): Volume {
  const ownKeys = [
    secretFiles.signingKey,
    secretFiles.macaroon,
    secretFiles.form,
    secretFiles.registrationSharedSecret,
    secretFiles.workerReplication,
  ];
  return {
    name: 'secrets',
    projected: {
      defaultMode: 0o440,
      sources: [
        { secret: { name: secretNames.own, items: ownKeys.map((key) => ({ key, path: key })) } },
        {
          secret: { name: secretNames.redis, items: [{ key: 'password', path: secretFiles.redisPassword }] },
        },
        { secret: { name: secretNames.turn, items: [{ key: turnSecret.key, path: secretFiles.turn }] } },
        {
          secret: { name: secretNames.databaseCa, items: [{ key: 'ca.crt', path: secretFiles.databaseCa }] },
        },
      ],
    },
  };
}
