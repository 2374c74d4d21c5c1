import { textIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { configFiles, readYamlFile } from '../../config-files.ts';
import { mountedConfigMaps } from '../../pods.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { type SynapseWorkload, synapseWorkloads } from '../../synapse-workloads.ts';

/** Every worker has a name of its own that outlives its pod, and nobody changes how many there are behind the configuration's back. */
export const workerIdentity: Rule = {
  slug: 'synapse/worker-identity',
  title: 'Each worker has one name, and each name one worker',
  severity: 'error',
  why: 'Streams and shares of work belong to a worker by its name: two processes with one name write the same positions, and a name that changes at every restart leaves the work of the old one undone.',
  fix: 'Run workers as StatefulSets without autoscaler and give each pod a file with its own `worker_name`; change `synapse.workers.<kind>.replicas` instead of scaling by hand.',
  references: [
    'matrix-org/synapse#8084: two workers with one name',
    'element-hq/synapse docs/workers.md: a unique name for the worker',
  ],
  components: ['synapse'],
  check(context) {
    const owners = new Map<string, RenderedResource>();
    for (const process of synapseWorkloads(context.resources).filter(({ isMain }) => !isMain)) {
      checkWorkload(context, process);
      if (process.template.owner.object.kind === 'StatefulSet') checkNames(context, process, owners);
    }
  },
};

function checkWorkload({ resources, pass, fail }: RuleContext, { template }: SynapseWorkload): void {
  const { owner, namespace } = template;
  const { kind, metadata } = owner.object;
  const scaler = resources
    .ofKind('HorizontalPodAutoscaler')
    .find(
      ({ json, object }) =>
        object.metadata.namespace === namespace &&
        textIn(json, 'spec', 'scaleTargetRef', 'kind') === kind &&
        textIn(json, 'spec', 'scaleTargetRef', 'name') === metadata.name,
    );
  if (kind !== 'StatefulSet') {
    fail({
      resource: owner,
      path: ['kind'],
      message: `${metadata.name} runs Synapse workers as a ${kind}, whose pods have another name after every restart. Make it a StatefulSet.`,
    });
  } else if (scaler !== undefined) {
    fail({
      resource: scaler,
      path: ['spec', 'scaleTargetRef'],
      message: `${scaler.object.metadata.name} changes the number of ${metadata.name}, while names, routing and the connection budget are written for ${template.replicas}. Remove the autoscaler and set the number in the environment.`,
      setting: 'synapse.workers',
    });
  } else {
    pass();
  }
}

/** The name files of the pods: one each, with the pod's own name, unless the command line gives the name. */
function checkNames(
  { resources, pass, fail }: RuleContext,
  { template, pods }: SynapseWorkload,
  owners: Map<string, RenderedResource>,
): void {
  const mounted = mountedConfigMaps(template);
  const files = configFiles(resources).filter(
    ({ configMap }) =>
      configMap.object.metadata.namespace === template.namespace &&
      mounted.includes(configMap.object.metadata.name),
  );
  for (const pod of pods) {
    const file = files.find(({ key }) => key === `${pod}.yaml`);
    const name = file && textIn(readYamlFile(file), 'worker_name');
    const other = name === undefined ? undefined : owners.get(name);
    if (file === undefined || name === undefined) {
      fail({
        resource: template.owner,
        path: ['spec', 'replicas'],
        message: `${pod} finds no file ${pod}.yaml with its worker_name in what it mounts (${mounted.join(', ') || 'no ConfigMap'}), and cannot start. Take patches of the replicas away: the environment sets them.`,
        setting: 'synapse.workers',
      });
    } else if (name !== pod || other !== undefined) {
      fail({
        resource: file.configMap,
        path: file.path,
        lineContaining: 'worker_name',
        message: `${pod} gets the worker_name ${name}${other === undefined ? '' : `, which a pod of ${other.object.metadata.name} has already`}: two processes would write as one. Give it its own name.`,
      });
    } else {
      pass();
      owners.set(name, template.owner);
    }
  }
}
