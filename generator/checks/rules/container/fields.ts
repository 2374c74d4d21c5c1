import { getIn, isObject, listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import { jsonEqual } from '../../../kubernetes/json-equal.ts';
import { isPortName } from '../../../kubernetes/names.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { isQuantity, parseQuantity } from '../../../kubernetes/quantity.ts';
import { portsServed } from '../../pods.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { containers, type Subject } from '../../tables/subjects.ts';

const manage = ['kubernetes.io docs: Resource Management for Pods and Containers'];

/** Names that occur more than once. */
function repeated(list: readonly Json[], key: string): string[] {
  const names = list.map((item) => String(getIn(item, [key])));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function missing(resource: string, side: 'requests' | 'limits', consequence: string): FieldRow['wrong'] {
  return (value) =>
    value === undefined
      ? `has no ${resource} in ${side}: ${consequence}. Set it to what it uses under load.`
      : undefined;
}

function portsOf({ json }: Subject) {
  return listIn(json, 'ports');
}

const handlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;

const handlerOf = (probe: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(probe).filter(([key]) => (handlers as readonly string[]).includes(key)));

/** Seconds of failures after which a probe acts (defaults: kubernetes `pkg/apis/core/v1/defaults.go`). */
const patienceOf = (probe: JsonObject) =>
  (numberIn(probe, 'periodSeconds') ?? 10) * (numberIn(probe, 'failureThreshold') ?? 3);

const rows: readonly FieldRow[] = [
  {
    slug: 'container/cpu-request',
    title: 'Containers ask for CPU',
    why: 'The scheduler counts requests only; a container without one is placed anywhere and gets what others leave.',
    fix: 'Set `resources.requests.cpu`.',
    references: manage,
    of: containers,
    path: ['resources', 'requests', 'cpu'],
    wrong: missing(
      'cpu',
      'requests',
      'the scheduler counts it as nothing, and it starves beside busy neighbours',
    ),
  },
  {
    slug: 'container/memory-request',
    title: 'Containers ask for memory',
    why: 'What is not asked for is promised to others as well, and is the first to be evicted when a node runs short.',
    fix: 'Set `resources.requests.memory`.',
    references: manage,
    of: containers,
    path: ['resources', 'requests', 'memory'],
    wrong: missing(
      'memory',
      'requests',
      'the node is filled beyond what it has, and this pod is evicted first',
    ),
  },
  {
    slug: 'container/memory-limit',
    title: 'Memory of containers is limited',
    why: 'A leak without a limit takes the whole node, with everything on it.',
    fix: 'Set `resources.limits.memory`.',
    references: manage,
    of: containers,
    path: ['resources', 'limits', 'memory'],
    wrong: missing('memory', 'limits', 'a leak takes the node down instead of this container'),
  },
  {
    slug: 'container/request-above-limit',
    title: 'No request is above its limit',
    why: 'The API refuses such a pod: the workload exists and has no pods.',
    fix: 'Lower the request or raise the limit.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateResourceRequirements'],
    of: containers,
    path: ['resources', 'requests'],
    wrong: (requests, { json }) => {
      const limits = getIn(json, ['resources', 'limits']);
      const over = Object.entries(isObject(requests) ? requests : {}).find(([name, request]) => {
        const limit = getIn(limits, [name]);
        const both = [request, limit].every((value) => value !== undefined && isQuantity(String(value)));
        return both && parseQuantity(String(request)) > parseQuantity(String(limit));
      });
      return over === undefined
        ? undefined
        : `asks for ${over[0]} ${String(over[1])} with a limit of ${String(getIn(limits, [over[0]]))}: the API refuses the pod. Raise the limit.`;
    },
  },
  {
    slug: 'container/milli-memory',
    title: 'Memory is not counted in thousandths of a byte',
    why: '`512m` is half a byte, not 512 megabytes: the container is killed before it starts.',
    fix: 'Write bytes, such as `512Mi`.',
    references: manage,
    of: containers,
    path: ['resources'],
    wrong: (value) => {
      const wrong = (['requests', 'limits'] as const)
        .map((side) => String(getIn(value, [side, 'memory']) ?? ''))
        .find((text) => /\d[num]$/.test(text));
      return wrong === undefined
        ? undefined
        : `has ${wrong} of memory, which is less than its number in bytes: it is killed at once. Write ${wrong.replace(/[num]$/, 'Mi')}.`;
    },
  },
  {
    slug: 'container/duplicate-variable',
    title: 'A variable is set once',
    why: 'Of two the last one wins, and a strategic merge patch may change the other.',
    fix: 'Remove the one that is not meant.',
    references: ['kubernetes.io docs: Define Environment Variables for a Container'],
    of: containers,
    path: ['env'],
    wrong: (_, { json }) => {
      const [name] = repeated(listIn(json, 'env'), 'name');
      return name === undefined
        ? undefined
        : `sets the variable ${name} more than once: only the last one counts. Remove the others.`;
    },
  },
  {
    slug: 'container/variable-name',
    title: 'Every variable has a name',
    why: 'The API refuses a variable without a name, or with = in it.',
    fix: 'Name the variable, or remove it.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateEnv'],
    of: containers,
    path: ['env'],
    wrong: (_, { json }) => {
      const names = listIn(json, 'env').map((variable) => textIn(variable, 'name') ?? '');
      const wrong = names.find((name) => !/^[^=\0]+$/.test(name));
      return wrong === undefined
        ? undefined
        : `has a variable ${wrong === '' ? 'without a name' : `named "${wrong}"`}: the API refuses the pod. Name it, without =.`;
    },
  },
  {
    slug: 'container/host-port',
    title: 'No container takes a port of its node',
    why: 'A host port lets one such pod run on a node, goes past Services and policies, and is refused by baseline namespaces.',
    fix: 'Remove `hostPort`, and publish the port by a Service.',
    references: [
      'kubernetes.io docs: Pod Security Standards, Baseline',
      'kubernetes pkg/apis/core/validation/validation.go: checkHostPortConflicts, validateHostNetwork',
    ],
    of: containers,
    path: ['ports'],
    wrong: (_, subject) => {
      const inHost = subject.template?.spec['hostNetwork'] === true;
      for (const port of portsOf(subject)) {
        const [hostPort, own] = [getIn(port, ['hostPort']), getIn(port, ['containerPort'])];
        if (hostPort === undefined || hostPort === 0) continue;
        if (!inHost)
          return `takes port ${String(hostPort)} of its node: past Services and policies, and once per node. Remove hostPort.`;
        if (hostPort !== own)
          return `is in the host network and maps port ${String(own)} to ${String(hostPort)}: the API refuses a difference. Remove hostPort.`;
      }
      return undefined;
    },
  },
  {
    slug: 'container/readiness',
    title: 'Containers behind a Service say when they are ready',
    severity: 'warning',
    why: 'Without a readiness probe a pod gets requests as soon as its process exists, during every update and restart.',
    fix: 'Add a `readinessProbe` that asks what the Service leads to.',
    references: ['kubernetes.io docs: Configure Liveness, Readiness and Startup Probes'],
    of: containers,
    path: ['readinessProbe'],
    wrong: (value, subject, resources) => {
      const { template } = subject;
      if (value !== undefined || template === undefined || subject.path.includes('initContainers'))
        return undefined;
      const ports = portsOf(subject).map((port) => getIn(port, ['containerPort']));
      const only = listIn(template.spec, 'containers').length === 1;
      const served = portsServed(resources, template).find((port) => only || ports.includes(port));
      return served === undefined
        ? undefined
        : `answers a Service on port ${served} and has no readinessProbe: it gets requests before it can answer them. Add one.`;
    },
  },
  {
    slug: 'container/impatient-liveness',
    title: 'Liveness is more patient than readiness',
    severity: 'warning',
    why: 'Where both ask the same and give up alike, a pod that is only busy is killed instead of spared, and its load goes to the others.',
    fix: 'Give the livenessProbe a higher `failureThreshold`, or another question.',
    references: ['kubernetes.io docs: Configure Liveness, Readiness and Startup Probes'],
    of: containers,
    path: ['livenessProbe'],
    wrong: (value, { json }) => {
      const ready = json['readinessProbe'];
      if (!isObject(value) || !isObject(ready) || !jsonEqual(handlerOf(value), handlerOf(ready)))
        return undefined;
      const [dead, busy] = [patienceOf(value), patienceOf(ready)];
      return dead > busy
        ? undefined
        : `is killed after ${dead} s without an answer, and taken out after ${busy} s by the same question: under load pods are killed instead of spared. Raise failureThreshold of the livenessProbe.`;
    },
  },
  {
    slug: 'container/duplicate-port',
    title: 'Container ports and their names are unique',
    why: 'The API refuses two ports of one name, and of two equal ports a patch changes only one.',
    fix: 'Remove one, or name it differently.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: validateContainerPorts'],
    of: containers,
    path: ['ports'],
    wrong: (_, subject) => {
      const named = portsOf(subject).filter((port) => textIn(port, 'name') !== undefined);
      const keyed = portsOf(subject).map((port) => ({
        key: `${String(getIn(port, ['containerPort']))}/${textIn(port, 'protocol') ?? 'TCP'}`,
      }));
      const [double] = [...repeated(named, 'name'), ...repeated(keyed, 'key')];
      return double === undefined
        ? undefined
        : `declares the port ${double} twice: the API refuses it, or one of them is never meant. Remove one.`;
    },
  },
  {
    slug: 'container/port-name',
    title: 'Names of container ports are valid',
    why: 'The API refuses a longer or differently spelt name, and with it the whole pod.',
    fix: 'At most 15 characters: a-z, 0-9 and single hyphens, with at least one letter.',
    references: ['apimachinery pkg/util/validation/validation.go: IsValidPortName'],
    of: containers,
    path: ['ports'],
    wrong: (_, subject) => {
      const wrong = portsOf(subject)
        .map((port) => textIn(port, 'name'))
        .find((name) => name !== undefined && !isPortName(name));
      return wrong === undefined
        ? undefined
        : `names a port "${wrong}": at most 15 of a-z, 0-9 and single hyphens are allowed, and the API refuses the pod. Shorten it.`;
    },
  },
  {
    slug: 'container/ssh',
    title: 'No container listens for SSH',
    why: 'A way in beside the API is audited by nobody.',
    fix: 'Remove the port; use `kubectl exec` or an ephemeral container.',
    references: ['kubernetes.io docs: Debug Running Pods'],
    of: containers,
    path: ['ports'],
    wrong: (_, subject) =>
      portsOf(subject).some((port) => getIn(port, ['containerPort']) === 22)
        ? 'listens on port 22: a way in that no audit log of the cluster sees. Remove it.'
        : undefined,
  },
  {
    slug: 'container/mount-propagation',
    title: 'Mounts stay inside the container',
    why: 'Bidirectional propagation mounts into the node and into every other pod of it.',
    fix: 'Remove `mountPropagation: Bidirectional`.',
    references: ['kubernetes.io docs: Volumes, Mount propagation'],
    of: containers,
    path: ['volumeMounts'],
    wrong: (_, { json }) =>
      listIn(json, 'volumeMounts').some((mount) => textIn(mount, 'mountPropagation') === 'Bidirectional')
        ? 'mounts Bidirectional: what it mounts appears on the node. Remove the propagation.'
        : undefined,
  },
  {
    slug: 'container/duplicate-mount',
    title: 'One thing is mounted at one path',
    why: 'The API refuses two mounts at one path.',
    fix: 'Move one of them, or use a projected volume.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateVolumeMounts'],
    of: containers,
    path: ['volumeMounts'],
    wrong: (_, { json }) => {
      const [path] = repeated(listIn(json, 'volumeMounts'), 'mountPath');
      return path === undefined
        ? undefined
        : `mounts two volumes at ${path}: the API refuses the pod. Move one, or project both into one volume.`;
    },
  },
  {
    slug: 'container/missing-volume',
    title: 'What is mounted is a volume of the pod',
    why: 'The API refuses a mount of a volume that is not there.',
    fix: 'Add the volume, or the claim template of the StatefulSet.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateVolumeMounts'],
    of: containers,
    path: ['volumeMounts'],
    wrong: (_, { json, template, resource }) => {
      const volumes = [
        ...listIn(template?.spec, 'volumes').map((volume) => textIn(volume, 'name')),
        ...listIn(resource.json, 'spec', 'volumeClaimTemplates').map((claim) =>
          textIn(claim, 'metadata', 'name'),
        ),
      ];
      const lost = listIn(json, 'volumeMounts')
        .map((mount) => textIn(mount, 'name'))
        .find((name) => !volumes.includes(name));
      return lost === undefined
        ? undefined
        : `mounts "${lost}", but the pod has no such volume: the API refuses it. Add the volume or remove the mount.`;
    },
  },
  {
    slug: 'container/probe-port',
    title: 'Probes ask a port that the container has',
    why: 'A probe of a port name that does not exist fails for ever: the pod is never ready, or is restarted for ever.',
    fix: 'Name a port of the container, or give its number.',
    references: ['kubernetes.io docs: Configure Liveness, Readiness and Startup Probes'],
    of: containers,
    path: [],
    wrong: (_, subject) => {
      const names = portsOf(subject).map((port) => textIn(port, 'name'));
      const lost = (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap((probe) =>
        (['httpGet', 'tcpSocket'] as const).flatMap((handler) => {
          const port = textIn(subject.json, probe, handler, 'port');
          return port === undefined || names.includes(port) ? [] : [`${probe} asks the port "${port}"`];
        }),
      )[0];
      return lost === undefined
        ? undefined
        : `does not have what its ${lost}: the probe fails for ever. Declare the port or use its number.`;
    },
  },
  {
    slug: 'container/probe-handler',
    title: 'A probe has exactly one handler',
    why: 'The API refuses a probe with none or with two, and a liveness or startup probe that must succeed twice.',
    fix: 'Keep one of httpGet, tcpSocket, exec and grpc.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: validateProbe, validateHandler'],
    of: containers,
    path: [],
    wrong: (_, { json }) => {
      for (const name of ['readinessProbe', 'livenessProbe', 'startupProbe'] as const) {
        const probe = json[name];
        if (!isObject(probe)) continue;
        const found = handlers.filter((handler) => handler in probe);
        if (found.length !== 1)
          return `has a ${name} with ${found.length} handlers${found.length > 0 ? ` (${found.join(', ')})` : ''}: exactly one is allowed, and the API refuses the pod. Keep one.`;
        if (name !== 'readinessProbe' && Number(probe['successThreshold'] ?? 1) !== 1)
          return `has a ${name} with successThreshold ${String(probe['successThreshold'])}: only 1 is allowed there, and the API refuses the pod.`;
      }
      return undefined;
    },
  },
];

/** Fields of containers: resources, ports, mounts, probes. */
export const containerFields = rows.map(makeFieldRule);
