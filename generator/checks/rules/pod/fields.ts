import { getIn, isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { containersOf, imageName } from '../../../kubernetes/ports.ts';
import { allowedVolumes, safeSysctls, volumeType } from '../../pod-security-level.ts';
import { mediaImages } from '../../rtc/media-servers.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { pods } from '../../tables/subjects.ts';

const baseline = ['kubernetes.io docs: Pod Security Standards, Baseline'];
const restricted = ['kubernetes.io docs: Pod Security Standards, Restricted'];

const volumeName = (volume: Json) => textIn(volume, 'name') ?? '';

function hostFlag(field: 'hostPID' | 'hostIPC', slug: string, what: string): FieldRow {
  return {
    slug,
    title: `Pods do not share the node's ${what}`,
    why: `A pod in the node's namespace of ${what} reaches into every other pod there.`,
    fix: `Remove \`${field}\` from the pod.`,
    references: baseline,
    of: pods,
    path: [field],
    wrong: (value) =>
      value === true
        ? `shares the node's ${what}: it reaches into every pod there, and baseline namespaces refuse it. Remove ${field}.`
        : undefined,
  };
}

const rows: readonly FieldRow[] = [
  hostFlag('hostPID', 'pod/host-processes', 'processes'),
  hostFlag('hostIPC', 'pod/host-memory', 'shared memory'),
  {
    slug: 'pod/host-network',
    title: 'Only media servers use the network of their node',
    why: 'No NetworkPolicy governs a pod in the host network; it reaches what listens on the node, and its ports are the ports of the node.',
    fix: 'Remove `hostNetwork`, and publish the port by a Service.',
    references: baseline,
    of: pods,
    path: ['hostNetwork'],
    wrong: (value, { json }) =>
      value === true &&
      !containersOf(json).some((one) => mediaImages.includes(imageName(textIn(one, 'image') ?? '')))
        ? 'uses the network of its node and is no media server: no NetworkPolicy governs it, and baseline namespaces refuse it. Remove hostNetwork.'
        : undefined,
  },
  {
    slug: 'pod/host-path',
    title: 'No pod mounts a directory of its node',
    why: "A host path is a way to the node's files, sockets and credentials, and ties the pod to one node without saying so.",
    fix: 'Use a claim, an emptyDir, or a local persistent volume.',
    references: baseline,
    of: pods,
    path: ['volumes'],
    wrong: (value) => {
      const volume = (Array.isArray(value) ? value : []).find((entry) =>
        isObject(getIn(entry, ['hostPath'])),
      );
      return volume === undefined
        ? undefined
        : `mounts ${textIn(volume, 'hostPath', 'path')} of its node: baseline namespaces refuse it, and what stands there is not managed by anyone. Use a claim or an emptyDir.`;
    },
  },
  {
    slug: 'pod/volume-types',
    title: 'Volumes are of types that restricted namespaces allow',
    why: 'Other types carry credentials of the storage in the manifest, or have been removed from Kubernetes.',
    fix: 'Use a claim of a storage class.',
    references: restricted,
    of: pods,
    path: ['volumes'],
    wrong: (value) => {
      const volume = (Array.isArray(value) ? value : []).find(
        (entry) => ![...allowedVolumes, 'hostPath'].includes(volumeType(entry)),
      );
      return volume === undefined
        ? undefined
        : `has the volume ${volumeName(volume)} of type ${volumeType(volume)}: restricted namespaces refuse it. Use a claim.`;
    },
  },
  {
    slug: 'pod/empty-dir-limit',
    title: 'Scratch space is limited',
    why: 'An emptyDir without a limit fills the disk of its node, and the kubelet then evicts whoever is there.',
    fix: 'Set `emptyDir.sizeLimit`.',
    references: ['kubernetes.io docs: Volumes, emptyDir'],
    of: pods,
    path: ['volumes'],
    wrong: (value) => {
      const volume = (Array.isArray(value) ? value : []).find(
        (entry) =>
          isObject(getIn(entry, ['emptyDir'])) && getIn(entry, ['emptyDir', 'sizeLimit']) === undefined,
      );
      return volume === undefined
        ? undefined
        : `has the emptyDir ${volumeName(volume)} without a sizeLimit: it can fill the disk of the node, and others are evicted for it. Set a limit.`;
    },
  },
  {
    slug: 'pod/duplicate-volume',
    title: 'Volumes and containers of a pod have names of their own',
    why: 'The API refuses two of one name.',
    fix: 'Give one another name.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateVolumes, validateContainers'],
    of: pods,
    path: [],
    wrong: (_, { json }) => {
      for (const lists of [['volumes'], ['containers', 'initContainers']]) {
        const names = lists.flatMap((list) => listIn(json, list).map((entry) => textIn(entry, 'name')));
        const twice = names.find((name, index) => names.indexOf(name) !== index);
        if (twice !== undefined)
          return `has two ${lists[0]} with the name "${twice}": the API refuses it. Rename one.`;
      }
      return undefined;
    },
  },
  {
    slug: 'pod/unused-volume',
    title: 'Every volume is mounted',
    severity: 'warning',
    why: 'A volume that nobody mounts is a mount that was forgotten, or a Secret that lies around for nothing.',
    fix: 'Mount it, or remove it.',
    references: ['kubernetes.io docs: Volumes'],
    of: pods,
    path: ['volumes'],
    wrong: (value, { json }) => {
      const used = ['containers', 'initContainers'].flatMap((list) =>
        listIn(json, list).flatMap((container) =>
          [...listIn(container, 'volumeMounts'), ...listIn(container, 'volumeDevices')].map((mount) =>
            textIn(mount, 'name'),
          ),
        ),
      );
      const unused = (Array.isArray(value) ? value : []).find(
        (entry) => !used.includes(textIn(entry, 'name')),
      );
      return unused === undefined
        ? undefined
        : `has the volume ${volumeName(unused)}, which no container mounts: a mount was forgotten, or the volume is for nothing. Mount it or remove it.`;
    },
  },
  {
    slug: 'pod/root-group',
    title: 'No pod belongs to group 0',
    why: 'Group 0 owns much of what images ship writable for the group.',
    fix: 'Use the group of the image, or any other above 0.',
    references: ['kubernetes.io docs: Configure a Security Context for a Pod or Container'],
    of: pods,
    path: ['securityContext'],
    wrong: (value) => {
      const groups = listIn(value, 'supplementalGroups').includes(0) ? ['supplementalGroups'] : [];
      const field = [...['runAsGroup', 'fsGroup'].filter((name) => getIn(value, [name]) === 0), ...groups][0];
      return field === undefined
        ? undefined
        : `has group 0 in ${field}: it may write what images leave open to that group. Use another one.`;
    },
  },
  {
    slug: 'pod/sysctls',
    title: 'Only safe sysctls are set',
    why: 'The kubelet refuses the others unless every node was told to allow them.',
    fix: 'Remove it, or set it on the nodes.',
    references: baseline,
    of: pods,
    path: ['securityContext', 'sysctls'],
    wrong: (value) => {
      const unsafe = (Array.isArray(value) ? value : [])
        .map((entry) => textIn(entry, 'name') ?? '')
        .find((name) => !safeSysctls.includes(name));
      return unsafe === undefined
        ? undefined
        : `sets ${unsafe}: the kubelet refuses pods with it unless the node allows it. Set it on the nodes, or remove it.`;
    },
  },
  {
    slug: 'pod/account-field',
    title: 'The field is called serviceAccountName',
    why: '`serviceAccount` is deprecated; where both stand, the API refuses a difference.',
    fix: 'Write `serviceAccountName`.',
    references: ['kubernetes staging/src/k8s.io/api/core/v1/types.go: DeprecatedServiceAccount'],
    of: pods,
    path: ['serviceAccount'],
    wrong: (value) =>
      value === undefined
        ? undefined
        : `sets serviceAccount ${String(value)}: the field is deprecated. Write serviceAccountName.`,
  },
  {
    slug: 'pod/idle-token',
    title: 'No token without rights',
    why: 'A token that is bound to nothing serves only whoever steals it.',
    fix: 'Set `automountServiceAccountToken: false` on the pod or its ServiceAccount.',
    references: ['kubernetes.io docs: Configure Service Accounts for Pods'],
    of: pods,
    path: ['automountServiceAccountToken'],
    wrong: (value, { json, resource }, resources) => {
      const namespace = resource.object.metadata.namespace ?? '';
      const name = textIn(json, 'serviceAccountName') ?? 'default';
      const account = resources.find('ServiceAccount', namespace, name);
      const mounted = value ?? getIn(account?.json, ['automountServiceAccountToken']) ?? true;
      const bound = [...resources.ofKind('RoleBinding'), ...resources.ofKind('ClusterRoleBinding')].some(
        (binding) =>
          listIn(binding.json, 'subjects').some(
            (subject) =>
              textIn(subject, 'kind') === 'ServiceAccount' &&
              textIn(subject, 'name') === name &&
              (textIn(subject, 'namespace') ?? binding.object.metadata.namespace) === namespace,
          ),
      );
      return mounted === false || bound
        ? undefined
        : `gets a token of the service account ${name}, which no binding here gives any right: it serves only who steals it. Set automountServiceAccountToken: false.`;
    },
  },
  {
    slug: 'pod/system-namespace',
    title: 'Nothing of ours runs in a namespace of the system',
    why: 'Pods in `default` and `kube-system` escape the policies, quotas and levels that namespaces are made for.',
    fix: 'Give it a namespace of its own.',
    references: ['kubernetes.io docs: Namespaces'],
    of: pods,
    path: [],
    wrong: (_, { resource }) => {
      const namespace = resource.object.metadata.namespace ?? '';
      return ['', 'default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(namespace)
        ? `runs in ${namespace === '' ? 'whatever namespace is current' : `the namespace ${namespace}`}: no policy, quota or Pod Security level of ours holds there. Name a namespace of its own.`
        : undefined;
    },
  },
];

/** Fields of pods. */
export const podFields = rows.map(makeFieldRule);
