import { getIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';
import { dutyKeys, namesIn, sharedConfigs } from '../../synapse-workloads.ts';

/** Streams that `synapse/config/workers.py` refuses to have written by more than one process. */
const singleStreams = ['typing', 'to_device', 'account_data', 'presence', 'push_rules'];

/** Work that cannot be divided has one process. */
export const singleWriter: Rule = {
  slug: 'synapse/single-writer',
  title: 'What cannot be divided has one process',
  severity: 'error',
  why: 'Synapse refuses to start when a stream that allows one writer names several, or when a stream has none; a duty of one process that names several is understood as a process of that odd name, so that nobody does it.',
  fix: 'Set `synapse.workers.<kind>.replicas` of that kind to 1, or to 0 to leave the work to main.',
  references: [
    'element-hq/synapse v1.163.2 synapse/config/workers.py: "Must only specify one instance to handle"',
    'element-hq/synapse docs/workers.md: stream writers, background tasks, user directory',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    for (const { file, config } of sharedConfigs(resources)) {
      const report = (line: string, message: string) =>
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: line,
          message,
          setting: 'synapse.workers',
        });
      const streams = Object.keys((getIn(config, ['stream_writers']) ?? {}) as object);
      for (const stream of streams) {
        const writers = namesIn(config, 'stream_writers', stream);
        if (writers.length === 0)
          report(
            `${stream}:`,
            `the stream ${stream} has no writer: Synapse refuses to start. Name one, or leave the stream out.`,
          );
        else if (writers.length > 1 && singleStreams.includes(stream))
          report(
            `${stream}:`,
            `the stream ${stream} has ${writers.length} writers (${writers.join(', ')}), and Synapse allows one: no process starts. Keep one of them.`,
          );
        else pass();
      }
      for (const duty of dutyKeys) {
        const value = getIn(config, [duty]);
        if (value === undefined || value === null) continue;
        if (typeof value === 'string') pass();
        else
          report(
            `${duty}:`,
            `${duty} is ${JSON.stringify(value)} and must be the name of one process: written like this, nobody does the work. Write one name.`,
          );
      }
    }
  },
};
