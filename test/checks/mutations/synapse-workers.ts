import { add, edit, editFile, type MutationCase, set } from './mutate.ts';

const shared = (what: string, rule: string, from: RegExp, to: string): MutationCase => ({
  rule,
  what,
  mutate: editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) => text.replace(from, to)),
});

/** Changes a field of the Synapse container of a StatefulSet. */
function container(name: string, change: (container: Record<string, unknown>) => void) {
  return edit('StatefulSet', name, (object) => {
    const found = JSON.parse(JSON.stringify(object['spec'])) as {
      template: { spec: { containers: Record<string, unknown>[] } };
    };
    for (const each of found.template.spec.containers) if (each['name'] === 'synapse') change(each);
    object['spec'] = found as never;
  });
}

export const cases: readonly MutationCase[] = [
  {
    rule: 'synapse/single-main',
    what: 'main has two replicas',
    also: ['disruption/covered', 'workload/spread'],
    mutate: set('StatefulSet', 'synapse-main', ['spec', 'replicas'], 2),
  },
  {
    rule: 'synapse/worker-identity',
    also: ['scaling/fixed-replicas'],
    what: 'an autoscaler changes the number of sync workers',
    mutate: add({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'synapse-sync', namespace: 'matrix' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'synapse-sync' },
        minReplicas: 2,
        maxReplicas: 20,
      },
    }),
  },
  {
    rule: 'synapse/worker-identity',
    what: 'a pusher has the name of another',
    mutate: editFile('ConfigMap', 'synapse-worker-names', 'synapse-pusher-1.yaml', (text) =>
      text.replace('synapse-pusher-1', 'synapse-pusher-0'),
    ),
  },
  shared(
    'push rules have two writers',
    'synapse/single-writer',
    /push_rules:\n( *)/,
    'push_rules:\n$1- master\n$1',
  ),
  shared(
    'background tasks run on a list of processes',
    'synapse/single-writer',
    /^run_background_tasks_on: (.*)$/m,
    'run_background_tasks_on: [$1]',
  ),
  shared(
    'pushers are named that do not run',
    'synapse/instance-map',
    /^pusher_instances:\n( *)/m,
    'pusher_instances:\n$1- synapse-pusher-7\n$1',
  ),
  shared('main is called main where it is master', 'synapse/instance-map', /- master$/m, '- main'),
  shared(
    'instance_map sends the requests of one process to another',
    'synapse/instance-map',
    /host: synapse-typing-0\./,
    'host: synapse-to-device-0.',
  ),
  {
    rule: 'synapse/instance-map',
    what: 'a writer does not listen for replication',
    also: ['service/target-port'],
    mutate: container('synapse-typing', (each) => {
      each['ports'] = (each['ports'] as { name: string }[]).filter(({ name }) => name !== 'replication');
    }),
  },
  {
    rule: 'synapse/probes',
    what: 'main has one second to answer',
    mutate: container('synapse-main', (each) => {
      (each['livenessProbe'] as Record<string, unknown>)['timeoutSeconds'] = 1;
    }),
  },
  {
    rule: 'synapse/version',
    what: 'one kind of worker stays behind',
    mutate: container('synapse-sync', (each) => {
      each['image'] = String(each['image']).replace(/:v[\d.]+/, ':v1.162.0');
    }),
  },
];
