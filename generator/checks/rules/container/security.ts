import { isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { containers } from '../../tables/subjects.ts';

const restricted = ['kubernetes.io docs: Pod Security Standards, Restricted'];
const baseline = ['kubernetes.io docs: Pod Security Standards, Baseline'];

/** A row about one field of a container's security context. */
function row(field: string, text: Omit<FieldRow, 'of' | 'path'>): FieldRow {
  return { of: containers, path: ['securityContext', field], ...text };
}

const capabilities = (value: Json | undefined, list: 'add' | 'drop') =>
  (isObject(value) ? listIn(value, list) : []).map(String);

const rows: readonly FieldRow[] = [
  row('privileged', {
    slug: 'container/privileged',
    title: 'No container is privileged',
    why: 'A privileged container is root on its node: whoever takes it over has every pod and every Secret there.',
    fix: 'Remove `privileged`; add the one capability that is needed.',
    references: baseline,
    wrong: (value) =>
      value === true
        ? 'is privileged: it is root on its node, and a namespace of any Pod Security level below privileged refuses the pod. Remove it.'
        : undefined,
  }),
  row('allowPrivilegeEscalation', {
    slug: 'container/privilege-escalation',
    title: 'No process gains privileges that its parent does not have',
    why: 'Without it a setuid program inside the image makes a process root again.',
    fix: 'Set `allowPrivilegeEscalation: false`.',
    references: restricted,
    wrong: (value) =>
      value === false
        ? undefined
        : `has allowPrivilegeEscalation ${value === undefined ? 'unset, which means true' : String(value)}: a setuid program becomes root, and restricted namespaces refuse the pod. Set it to false.`,
  }),
  row('runAsNonRoot', {
    slug: 'container/non-root',
    title: 'Containers may not run as root',
    why: 'The kubelet refuses to start an image that would run as root only when it is told to.',
    fix: 'Set `runAsNonRoot: true` on the pod or the container.',
    references: restricted,
    inherited: ['securityContext', 'runAsNonRoot'],
    wrong: (value) =>
      value === true
        ? undefined
        : 'may run as root: neither it nor its pod says runAsNonRoot: true, and restricted namespaces refuse the pod. Set it.',
  }),
  row('runAsUser', {
    slug: 'container/root-user',
    title: 'No container asks for user 0',
    why: 'User 0 in a container is user 0 on the node for everything that the two share.',
    fix: 'Use the user of the image, or any other above 0.',
    references: restricted,
    inherited: ['securityContext', 'runAsUser'],
    wrong: (value) =>
      value === 0 ? 'runs as user 0, which is root. Use the user that the image is made for.' : undefined,
  }),
  row('readOnlyRootFilesystem', {
    slug: 'container/read-only-root',
    title: 'Root file systems are read-only',
    why: 'Who breaks into a program that can write its own files can change what it does next time.',
    fix: 'Set `readOnlyRootFilesystem: true` and mount an emptyDir where the program writes.',
    references: ['kubernetes.io docs: Configure a Security Context for a Pod or Container'],
    wrong: (value) =>
      value === true
        ? undefined
        : 'can write its own root file system: an intruder leaves programs there. Set readOnlyRootFilesystem: true, and an emptyDir where it writes.',
  }),
  row('capabilities', {
    slug: 'container/capabilities-dropped',
    title: 'Containers drop every capability',
    why: 'The default set lets a process send raw packets, change owners and bypass permissions.',
    fix: 'Set `capabilities.drop: [ALL]`; add NET_BIND_SERVICE back where a port below 1024 is needed.',
    references: restricted,
    wrong: (value) =>
      capabilities(value, 'drop').some((name) => name.toUpperCase() === 'ALL')
        ? undefined
        : `drops ${capabilities(value, 'drop').join(', ') || 'no capabilities'} instead of ALL: it keeps raw sockets and more, and restricted namespaces refuse the pod. Drop ALL.`,
  }),
  row('capabilities', {
    slug: 'container/capabilities-added',
    title: 'Only NET_BIND_SERVICE is added',
    why: 'Every other capability is a way out of the container or a way into the network of others.',
    fix: 'Remove it, or give the work to a node agent that is meant for it.',
    references: restricted,
    wrong: (value) => {
      const added = capabilities(value, 'add').filter(
        (name) => !['NET_BIND_SERVICE', 'CAP_NET_BIND_SERVICE'].includes(name.toUpperCase()),
      );
      return added.length === 0
        ? undefined
        : `adds ${added.join(', ')}: only NET_BIND_SERVICE is allowed in restricted namespaces, and each other one weakens the wall to the node. Remove it.`;
    },
  }),
  row('seccompProfile', {
    slug: 'container/seccomp',
    title: 'System calls are filtered',
    why: 'Without a profile a program may use every system call of the kernel, also those that only exploits use.',
    fix: 'Set `seccompProfile.type: RuntimeDefault` on the pod.',
    references: restricted,
    inherited: ['securityContext', 'seccompProfile'],
    wrong: (value) =>
      ['RuntimeDefault', 'Localhost'].includes(textIn(value, 'type') ?? '')
        ? undefined
        : `has ${textIn(value, 'type') ?? 'no'} seccomp profile: every system call is open to it, and restricted namespaces refuse the pod. Set RuntimeDefault.`,
  }),
  row('appArmorProfile', {
    slug: 'container/app-armor',
    title: 'AppArmor is not switched off',
    why: 'Unconfined takes away the profile that the runtime loads by itself.',
    fix: 'Remove the field, or set `RuntimeDefault` or `Localhost`.',
    references: baseline,
    inherited: ['securityContext', 'appArmorProfile'],
    wrong: (value) =>
      textIn(value, 'type') === 'Unconfined'
        ? 'runs with AppArmor Unconfined: the profile of the runtime is switched off, and baseline namespaces refuse the pod. Remove it.'
        : undefined,
  }),
  row('seLinuxOptions', {
    slug: 'container/se-linux',
    title: 'SELinux labels are those of containers',
    why: 'Another type, user or role steps out of the policy that keeps containers apart.',
    fix: 'Remove user and role; use the types `container_t`, `container_init_t`, `container_kvm_t` or `container_engine_t`.',
    references: baseline,
    inherited: ['securityContext', 'seLinuxOptions'],
    wrong: (value) => {
      const types = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
      const free =
        types.includes(textIn(value, 'type') ?? '') &&
        (textIn(value, 'user') ?? '') === '' &&
        (textIn(value, 'role') ?? '') === '';
      return free
        ? undefined
        : 'has SELinux options of its own: it leaves the policy that keeps containers apart, and baseline namespaces refuse the pod. Remove user and role, and use container_t.';
    },
  }),
  row('procMount', {
    slug: 'container/proc-mount',
    title: 'Nothing of /proc is unmasked',
    why: 'The masked paths of /proc tell of the node and let it be changed.',
    fix: 'Remove `procMount` from the container.',
    references: baseline,
    wrong: (value) =>
      value === undefined || value === 'Default'
        ? undefined
        : `mounts /proc ${String(value)}: it sees and changes what belongs to the node. Remove procMount.`,
  }),
];

/** What a container may do to its node. */
export const containerSecurity = rows.map(makeFieldRule);
