import { getIn, listIn, numberIn, objectIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import { resolveTargetPort } from '../../../kubernetes/ports.ts';
import { matchesLabels } from '../../../kubernetes/selectors.ts';
import {
  hasChart,
  isCompletedByOperator,
  selectsMadePods,
  selectsOperatorPods,
} from '../../operator-knowledge.ts';
import { podsBehind } from '../../pods.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const services = objects('/Service');

const rows: readonly FieldRow[] = [
  {
    slug: 'service/selects-pods',
    title: 'A Service selects pods',
    why: 'A Service whose selector matches nothing refuses every connection, and no status says why.',
    fix: 'Select by labels of the pods that should answer.',
    references: ['kubernetes.io docs: Service, Defining a Service'],
    of: services,
    path: ['spec', 'selector'],
    wrong: (value, { resource }, resources) => {
      const namespace = resource.object.metadata.namespace ?? '';
      if (
        Object.keys(objectIn(value)).length === 0 ||
        selectsOperatorPods(value) ||
        hasChart(resources, resource) ||
        selectsMadePods(resources, namespace, (labels) => matchesLabels(textsIn(value), labels)) ||
        // Who runs in a namespace of which nothing is rendered here, such as kube-system, nobody can say.
        resources.podsIn(namespace).length === 0
      )
        return undefined;
      return podsBehind(resources, resource).length > 0
        ? undefined
        : 'selects no pod of its namespace: every connection to it is refused. Select by labels that pods have.';
    },
  },
  {
    slug: 'service/target-port',
    title: 'Ports of Services lead to ports of containers',
    why: 'A named target that a pod lacks gives the Service no endpoint there; nothing reports it.',
    fix: 'Name a port of the container, or give its number.',
    references: ['kubernetes pkg/api/v1/pod/util.go: FindPort'],
    of: services,
    path: ['spec', 'ports'],
    wrong: (_, { resource }, resources) => {
      for (const template of podsBehind(resources, resource)) {
        if (isCompletedByOperator(template.owner.object)) continue;
        for (const port of listIn(resource.json, 'spec', 'ports')) {
          const reference = textIn(port, 'name') ?? numberIn(port, 'port') ?? 0;
          if (resolveTargetPort(resource.json, reference, template.spec) === undefined)
            return `sends port ${reference} to "${String(getIn(port, ['targetPort']))}", which ${template.owner.object.kind} ${template.owner.object.metadata.name} does not have: it has no endpoint. Name a port of the container.`;
        }
      }
      return undefined;
    },
  },
  {
    slug: 'service/port-names',
    title: 'Several ports have names and differ',
    why: 'The API refuses several ports without names, and two of one name or of one number and protocol.',
    fix: 'Give each port a name of its own.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: ValidateService'],
    of: services,
    path: ['spec', 'ports'],
    wrong: (_, { json }) => {
      const ports = listIn(json, 'spec', 'ports');
      const names = ports.map((port) => textIn(port, 'name'));
      const numbers = ports.map(
        (port) => `${String(getIn(port, ['port']))}/${textIn(port, 'protocol') ?? 'TCP'}`,
      );
      if (ports.length > 1 && names.includes(undefined))
        return 'has several ports and one without a name: the API refuses it. Name each.';
      const twice = [names, numbers].flatMap((list) =>
        list.filter((one, index) => one !== undefined && list.indexOf(one) !== index),
      )[0];
      return twice === undefined ? undefined : `has the port ${twice} twice: the API refuses it. Remove one.`;
    },
  },
  {
    slug: 'service/external-addresses',
    title: 'No Service claims addresses of others',
    why: 'With externalIPs a namespace takes over traffic to any address (CVE-2020-8554).',
    fix: 'Use a LoadBalancer or the edge.',
    references: ['CVE-2020-8554'],
    of: services,
    path: ['spec', 'externalIPs'],
    wrong: (value) =>
      Array.isArray(value) && value.length > 0
        ? `claims ${value.join(', ')} as externalIPs: it takes over traffic that may belong to others. Use a LoadBalancer.`
        : undefined,
  },
  {
    slug: 'service/node-port',
    title: 'No Service opens ports on every node',
    why: 'A NodePort is open on all nodes, past the edge, its policies and its certificates.',
    fix: 'Use ClusterIP behind the edge, or a LoadBalancer.',
    references: ['kubernetes.io docs: Service, type NodePort'],
    of: services,
    path: ['spec', 'type'],
    wrong: (value, { json }) => {
      if (value === 'NodePort')
        return 'is a NodePort: it is open on every node, past the edge. Use ClusterIP.';
      const outside = listIn(json, 'spec', 'ports')
        .map((port) => numberIn(port, 'nodePort') ?? 0)
        .find((port) => port !== 0 && (port < 30_000 || port > 32_767));
      return outside === undefined
        ? undefined
        : `asks for port ${outside} of every node, and the API gives 30000 to 32767 unless it was told otherwise: it is refused. Leave nodePort out.`;
    },
  },
  {
    slug: 'service/local-name',
    title: 'No Service points at localhost',
    why: 'An ExternalName of localhost sends whoever follows it to itself, and edges have been made to read their own secrets that way.',
    fix: 'Name a host outside the cluster.',
    references: ['CVE-2021-25740'],
    of: services,
    path: ['spec', 'externalName'],
    wrong: (value) =>
      /^(?:localhost(?:\.localdomain)?\.?$|127\.|\[?::1)/.test(String(value ?? ''))
        ? `points at ${String(value)}: whoever follows it reaches itself. Name a host outside.`
        : undefined,
  },
];

/** Fields of Services. */
export const serviceFields = rows.map(makeFieldRule);
