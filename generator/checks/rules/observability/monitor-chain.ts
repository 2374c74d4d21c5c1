import { getIn, listIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { containersOf, resolveTargetPort } from '../../../kubernetes/ports.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { allows, type Peer, policiesOf, policiesThatMayApply } from '../../observability/policies.ts';
import { findPrometheus, monitorKinds, type Prometheus, picksUp } from '../../observability/prometheus.ts';
import { podsBehind } from '../../pods.ts';
import type { Report, Rule } from '../../rule.ts';

/** Prometheus reads every monitor, and every monitor leads to a port that it may reach. */
export const monitorChain: Rule = {
  slug: 'observability/monitor-chain',
  title: 'Every monitor leads from Prometheus to a port that it may reach',
  severity: 'error',
  why: 'A monitor that is not picked up, or whose pods, port or policy do not fit, is silent: dashboards stay empty and alerts never fire, and nobody learns of it until something has failed unseen.',
  fix: 'Set the five `*SelectorNilUsesHelmValues` of kube-prometheus-stack to false; let selector and port name of the monitor be those of the pods, and allow Prometheus in the NetworkPolicies of both ends.',
  references: [
    'prometheus-community/helm-charts kube-prometheus-stack values.yaml: podMonitorSelectorNilUsesHelmValues',
    'prometheus-operator Documentation/api-reference: PodMonitor, ServiceMonitor',
    'kubernetes.io docs: Network Policies',
  ],
  components: ['prometheus-stack'],
  check({ resources, pass, fail }) {
    const prometheus = findPrometheus(resources);
    if (prometheus === undefined) return;
    for (const kind of ['PodMonitor', 'ServiceMonitor'] as const) {
      for (const monitor of resources.ofKind(kind)) {
        const report = picksUp(prometheus, kind, monitor)
          ? judge[kind](resources, prometheus, monitor)
          : notPickedUp(prometheus, kind, monitor);
        if (report === undefined) pass();
        else fail(report);
      }
    }
  },
};

const judge = { PodMonitor: judgePodMonitor, ServiceMonitor: judgeServiceMonitor };

function notPickedUp(prometheus: Prometheus, kind: keyof typeof monitorKinds, monitor: RenderedResource) {
  return {
    resource: prometheus.resource,
    path: [...prometheus.at, `${monitorKinds[kind]}SelectorNilUsesHelmValues`],
    message: `Prometheus does not pick up ${kind} ${monitor.object.metadata.name}: without a selector of its own it takes those with the label release: ${prometheus.release}. Set ${monitorKinds[kind]}SelectorNilUsesHelmValues: false.`,
    related: [{ resource: monitor, path: ['metadata'], message: 'this one' }],
  };
}

function judgePodMonitor(resources: ResourceSet, prometheus: Prometheus, monitor: RenderedResource) {
  const namespaces = namespacesOf(monitor);
  const selector = getIn(monitor.json, ['spec', 'selector']);
  const pods = resources.podTemplates.filter(
    ({ namespace, labels, owner }) =>
      namespaces.includes(namespace) &&
      owner.object.apiVersion.split('/')[0] !== 'postgresql.cnpg.io' &&
      matchesLabelSelector(selector, labels),
  );
  if (pods.length === 0) return judgeUnseenPods(resources, prometheus, monitor, namespaces);
  for (const [index, endpoint] of listIn(monitor.json, 'spec', 'podMetricsEndpoints').entries()) {
    const at = ['spec', 'podMetricsEndpoints', index, 'port'];
    const report = judgePort(resources, prometheus, monitor, pods, at, ({ spec }) =>
      findContainerPort(spec, textIn(endpoint, 'port')),
    );
    if (report !== undefined) return report;
  }
  return undefined;
}

function judgeServiceMonitor(resources: ResourceSet, prometheus: Prometheus, monitor: RenderedResource) {
  const namespaces = namespacesOf(monitor);
  const selector = getIn(monitor.json, ['spec', 'selector']);
  const services = resources
    .ofKind('Service')
    .filter(
      ({ object, json }) =>
        namespaces.includes(object.metadata.namespace ?? '') &&
        matchesLabelSelector(selector, textsIn(json, 'metadata', 'labels')),
    );
  if (services.length === 0)
    return {
      resource: monitor,
      path: ['spec', 'selector'],
      message: `ServiceMonitor ${monitor.object.metadata.name} selects no Service in ${namespaces.join(', ')}: nothing is scraped. Let its selector be labels of the Service.`,
    };
  for (const service of services) {
    for (const [index, endpoint] of listIn(monitor.json, 'spec', 'endpoints').entries()) {
      const at = ['spec', 'endpoints', index, 'port'];
      const report = judgePort(
        resources,
        prometheus,
        monitor,
        podsBehind(resources, service),
        at,
        ({ spec }) => resolveTargetPort(service.json, textIn(endpoint, 'port') ?? '', spec),
      );
      if (report !== undefined) return report;
    }
  }
  return undefined;
}

/** Pods that an operator or a chart makes are not rendered here: all that can be seen is whether a policy lets Prometheus in. */
function judgeUnseenPods(
  resources: ResourceSet,
  prometheus: Prometheus,
  monitor: RenderedResource,
  namespaces: readonly string[],
): Report | undefined {
  const labels = textsIn(monitor.json, 'spec', 'selector', 'matchLabels');
  const open = namespaces.some((namespace) => {
    const policies = policiesThatMayApply(resources, { namespace, labels });
    return allows(policies, 'Ingress', prometheus.pods, undefined) && policies.length > 0;
  });
  if (open) return undefined;
  return {
    resource: monitor,
    path: ['spec', 'selector'],
    message: `${monitor.object.kind} ${monitor.object.metadata.name} selects no pod that is rendered here, and in ${namespaces.join(', ')} no NetworkPolicy for such pods lets Prometheus in: nothing is scraped. Let its selector be labels of the pods, and allow Prometheus to reach them.`,
  };
}

function judgePort(
  resources: ResourceSet,
  prometheus: Prometheus,
  monitor: RenderedResource,
  pods: readonly PodTemplate[],
  path: Report['path'],
  portOf: (pod: PodTemplate) => number | undefined,
): Report | undefined {
  const name = String(getIn(monitor.json, path) ?? '');
  const who = `${monitor.object.kind} ${monitor.object.metadata.name}`;
  // Prometheus leaves out pods without the port: a Job that shares a label is no mistake, unless it is all there is.
  const reached = pods.flatMap((pod) => {
    const port = portOf(pod);
    return port === undefined ? [] : { pod, port };
  });
  if (reached.length === 0) {
    const [pod] = pods;
    const asked = pod && `${pod.owner.object.kind} ${pod.owner.object.metadata.name}`;
    return {
      resource: monitor,
      path,
      message: `${who} asks for port "${name}", which no container of ${asked ?? 'any pod behind its Service'} has: nothing is scraped. Name the port as the container does.`,
      ...(pod && { related: [{ resource: pod.owner, path: pod.path, message: 'the pods' }] }),
    };
  }
  for (const { pod, port } of reached) {
    const blocked = findBlock(resources, prometheus, pod, port);
    if (blocked === undefined) continue;
    const { kind, metadata } = pod.owner.object;
    return {
      resource: monitor,
      path,
      message: `${who} leads to port ${port} of ${kind} ${metadata.name}, but ${blocked}: every scrape times out. Allow it there.`,
      related: [{ resource: pod.owner, path: pod.path, message: 'the pods' }],
    };
  }
  return undefined;
}

/** Which end refuses the connection from Prometheus, if one does. Nothing governs what reaches the host network. */
function findBlock(
  resources: ResourceSet,
  { pods: prometheus }: Prometheus,
  { namespace, labels, spec }: PodTemplate,
  port: number,
): string | undefined {
  const target: Peer = { namespace, labels, hostNetwork: getIn(spec, ['hostNetwork']) === true };
  if (
    target.hostNetwork !== true &&
    !allows(policiesOf(resources, target, 'Ingress'), 'Ingress', prometheus, port)
  )
    return `no NetworkPolicy in ${namespace} lets Prometheus in`;
  if (!allows(policiesOf(resources, prometheus, 'Egress'), 'Egress', target, port))
    return `no NetworkPolicy in ${prometheus.namespace} lets Prometheus out to it`;
  return undefined;
}

function findContainerPort(spec: PodTemplate['spec'], name: string | undefined): number | undefined {
  for (const container of containersOf(spec)) {
    const port: Json | undefined = listIn(container, 'ports').find(
      (candidate) => textIn(candidate, 'name') === name,
    );
    const number = port === undefined ? undefined : getIn(port, ['containerPort']);
    if (typeof number === 'number') return number;
  }
  return undefined;
}

/** Namespaces of the pods: those that the monitor lists, or its own. */
function namespacesOf({ json, object }: RenderedResource): string[] {
  const listed = listIn(json, 'spec', 'namespaceSelector', 'matchNames').map(String);
  return listed.length > 0 ? listed : [object.metadata.namespace ?? ''];
}
