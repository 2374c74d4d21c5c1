import { getIn, listIn, numberIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import type { MountedFile } from '../../config-files.ts';
import { podsBehind } from '../../pods.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { dutyKeys, namesIn, poolKeys, sharedConfigs, synapseWorkloads } from '../../synapse-workloads.ts';

/** What `stream_writers` and the pools call the main process; `instance_map` calls it `main`. */
const mainName = 'master';

/** Processes that the configuration names exist, and those that others call can be reached where it says. */
export const instanceMap: Rule = {
  slug: 'synapse/instance-map',
  title: 'The processes that the configuration names exist and can be reached',
  severity: 'error',
  why: 'Work that is given to a process which does not run is not done: events of its rooms are not written, its share of servers gets nothing. And who must call a process that instance_map does not lead to fails at every request.',
  fix: 'Take patches of the shared configuration and of worker replicas away: instance_map, stream_writers and pools are computed from `synapse.workers`.',
  references: [
    'element-hq/synapse v1.163.2 synapse/config/workers.py: instance_map, main and master',
    'element-hq/synapse docs/workers.md: stream writers',
  ],
  components: ['synapse'],
  check(context) {
    const processes = synapseWorkloads(context.resources);
    if (!processes.some(({ isMain }) => !isMain)) {
      if (processes.length > 0) context.pass();
      return;
    }
    const running = new Set(processes.flatMap(({ pods }) => pods));
    for (const shared of sharedConfigs(context.resources)) {
      checkNames(context, shared, running);
      checkAddresses(context, shared, running);
    }
  },
};

interface Shared {
  readonly file: MountedFile;
  readonly config: Json;
}

/** Every name that work is given to. */
function checkNames(
  { pass, fail }: RuleContext,
  { file, config }: Shared,
  running: ReadonlySet<string>,
): void {
  const streams = Object.keys(objectIn(config, 'stream_writers'));
  const named = [
    ...streams.map((stream) => ({
      key: stream,
      names: namesIn(config, 'stream_writers', stream),
      called: true,
    })),
    ...poolKeys.map((key) => ({
      key,
      names: namesIn(config, key),
      called: key === 'outbound_federation_restricted_to',
    })),
    ...dutyKeys.map((key) => ({ key, names: namesIn(config, key), called: false })),
  ];
  const known = Object.keys(objectIn(config, 'instance_map'));
  for (const { key, names, called } of named) {
    for (const name of names) {
      const problem =
        name === mainName
          ? undefined
          : name === 'main'
            ? 'which only instance_map calls so: here the main process is "master"'
            : !running.has(name)
              ? 'but no pod has this name'
              : called && !known.includes(name)
                ? 'but instance_map does not say where it is'
                : undefined;
      if (problem === undefined) pass();
      else
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: `${key}:\n${name}`,
          message: `${key} names ${name}, ${problem}: that work is not done. Name processes that run${problem.startsWith('but instance') ? ' and are in instance_map' : ''}.`,
          setting: 'synapse.workers',
        });
    }
  }
}

/** Every entry of `instance_map`: a pod, a Service that finds it, a port that it listens on. */
function checkAddresses(context: RuleContext, { file, config }: Shared, running: ReadonlySet<string>): void {
  const map = objectIn(config, 'instance_map');
  const report = (name: string, message: string) =>
    context.fail({
      resource: file.configMap,
      path: file.path,
      lineContaining: `instance_map:\n${name}:`,
      message,
      setting: 'synapse.workers',
    });
  if (getIn(map, ['main']) === undefined) {
    report('', 'instance_map has no entry "main": every worker refuses to start. Add its address.');
  }
  for (const name of Object.keys(map)) {
    const host = textIn(map, name, 'host') ?? '';
    const port = numberIn(map, name, 'port');
    const [first = '', second = ''] = host.split('.');
    if (name !== 'main' && !running.has(name))
      report(name, `instance_map leads to ${name}, but no pod has this name. Take it out.`);
    else if (name !== 'main' && first !== name)
      report(
        name,
        `instance_map says that ${name} is at ${host}, which is the address of ${first}: its requests go to another process. Use the pod's own name.`,
      );
    else if (!isServed(context, file, name === 'main' ? first : second, port))
      report(
        name,
        `instance_map says that ${name} is at ${host} port ${port}, but no Service there leads to a pod that has this port. Add the Service, or the replication listener.`,
      );
    else context.pass();
  }
}

function isServed({ resources }: RuleContext, file: MountedFile, name: string, port?: number): boolean {
  const service = resources.find('Service', file.configMap.object.metadata.namespace ?? '', name);
  if (service === undefined) return false;
  return podsBehind(resources, service).some(({ spec }) =>
    containersOf(spec).some((container) =>
      listIn(container, 'ports').some((entry) => numberIn(entry, 'containerPort') === port),
    ),
  );
}
