import { getIn, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';

/** Levels of Pod Security, the strictest last. */
export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

/** Capabilities that the baseline level lets a container add (kubernetes.io docs: Pod Security Standards). */
const baselineCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** Volume types that the restricted level allows. */
export const allowedVolumes: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Sysctls that the baseline level allows. */
export const safeSysctls: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

/** Type of a volume, by its only key beside the name. */
export function volumeType(volume: Json): string {
  return Object.keys(objectIn(volume)).find((key) => key !== 'name') ?? 'emptyDir';
}

/** The strictest level of a namespace that admits a pod. */
export function strictestLevel(spec: JsonObject): PodSecurityLevel {
  const containers = [...listIn(spec, 'initContainers'), ...listIn(spec, 'containers')];
  const needsPrivileged =
    ['hostNetwork', 'hostPID', 'hostIPC'].some((field) => spec[field] === true) ||
    listIn(spec, 'volumes').some((volume) => volumeType(volume) === 'hostPath') ||
    listIn(spec, 'securityContext', 'sysctls').some(
      (sysctl) => !safeSysctls.includes(textIn(sysctl, 'name') ?? ''),
    ) ||
    containers.some(
      (container) =>
        securityOf(container, 'privileged') === true ||
        (securityOf(container, 'procMount') ?? 'Default') !== 'Default' ||
        listIn(container, 'ports').some((port) => Number(getIn(port, ['hostPort']) ?? 0) !== 0) ||
        capabilities(container, 'add').some((name) => !baselineCapabilities.includes(name)) ||
        seccompOf(spec, container) === 'Unconfined',
    );
  if (needsPrivileged) return 'privileged';
  const volumes = listIn(spec, 'volumes').map(volumeType);
  const isRoot = (container: Json) =>
    (securityOf(container, 'runAsUser') ?? getIn(spec, ['securityContext', 'runAsUser'])) === 0;
  const restricted = containers.every(
    (container) =>
      volumes.every((type) => allowedVolumes.includes(type)) &&
      !isRoot(container) &&
      (securityOf(container, 'runAsNonRoot') ?? getIn(spec, ['securityContext', 'runAsNonRoot'])) === true &&
      securityOf(container, 'allowPrivilegeEscalation') === false &&
      capabilities(container, 'drop').includes('ALL') &&
      capabilities(container, 'add').every((name) => name === 'NET_BIND_SERVICE') &&
      ['RuntimeDefault', 'Localhost'].includes(seccompOf(spec, container) ?? ''),
  );
  return restricted ? 'restricted' : 'baseline';
}

function securityOf(container: Json, field: string): Json | undefined {
  return getIn(container, ['securityContext', field]);
}

function capabilities(container: Json, list: 'add' | 'drop'): string[] {
  return listIn(container, 'securityContext', 'capabilities', list).map(String);
}

function seccompOf(spec: Json, container: Json): string | undefined {
  return (
    textIn(container, 'securityContext', 'seccompProfile', 'type') ??
    textIn(spec, 'securityContext', 'seccompProfile', 'type')
  );
}
