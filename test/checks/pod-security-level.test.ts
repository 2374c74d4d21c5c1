import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { strictestLevel } from '../../generator/checks/pod-security-level.ts';
import type { JsonObject } from '../../generator/kubernetes/object.ts';

const restricted =
  'securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }, containers: [{ name: a, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]';

test.each([
  ['nothing said', 'containers: [{ name: a }]', 'baseline'],
  ['all that restricted asks', restricted, 'restricted'],
  ['an init container that says nothing', `initContainers: [{ name: i }], ${restricted}`, 'baseline'],
  ['user 0', restricted.replace('runAsNonRoot: true', 'runAsNonRoot: true, runAsUser: 0'), 'baseline'],
  ['one more capability', restricted.replace('[ALL]', '[ALL], add: [NET_BIND_SERVICE]'), 'restricted'],
  ['a capability of the baseline', restricted.replace('[ALL]', '[ALL], add: [CHOWN]'), 'baseline'],
  ['a capability beyond', restricted.replace('[ALL]', '[ALL], add: [NET_ADMIN]'), 'privileged'],
  ['a volume of NFS', `volumes: [{ name: n, nfs: {} }], ${restricted}`, 'baseline'],
  ['a volume of the node', `volumes: [{ name: n, hostPath: { path: / } }], ${restricted}`, 'privileged'],
  ['the host network', `hostNetwork: true, ${restricted}`, 'privileged'],
  [
    'a port of the node',
    'containers: [{ name: a, ports: [{ containerPort: 1, hostPort: 1 }] }]',
    'privileged',
  ],
  ['no filter of system calls', restricted.replace('RuntimeDefault', 'Unconfined'), 'privileged'],
  [
    'an unsafe sysctl',
    'securityContext: { sysctls: [{ name: kernel.msgmax }] }, containers: []',
    'privileged',
  ],
])('%s: %s', (_, spec, level) => {
  expect(strictestLevel(parse(`{ ${spec} }`) as JsonObject)).toBe(level);
});
