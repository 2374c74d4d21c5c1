import { getIn, isObject, listIn, textIn } from '../kubernetes/json.ts';
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

/** The strictest level of a namespace that admits a pod. */
export function strictestLevel(spec: JsonObject): PodSecurityLevel {
  const containers = [...listIn(spec, 'initContainers'), ...listIn(spec, 'containers')];
  const needsPrivileged =
    ['hostNetwork', 'hostPID', 'hostIPC'].some((field) => spec[field] === true) ||
    listIn(spec, 'volumes').some((volume) => isObject(getIn(volume, ['hostPath']))) ||
    containers.some(
      (container) =>
        securityOf(container, 'privileged') === true ||
        listIn(container, 'ports').some((port) => Number(getIn(port, ['hostPort']) ?? 0) !== 0) ||
        capabilities(container, 'add').some((name) => !baselineCapabilities.includes(name)) ||
        seccompOf(spec, container) === 'Unconfined',
    );
  if (needsPrivileged) return 'privileged';
  const restricted = containers.every(
    (container) =>
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
