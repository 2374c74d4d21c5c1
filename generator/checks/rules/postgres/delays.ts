import { numberIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** Seconds that crash recovery or the clone of a large standby may take, at the least. The operator's default is 3600. */
const shortestStart = 600;
/** Seconds that a fast shutdown needs for its checkpoint and for the last segments of the log, at the least. */
const fastShutdown = 120;
/** The operator's defaults, in seconds. */
const defaults = { startDelay: 3600, stopDelay: 1800, smartShutdownTimeout: 180 } as const;

/** Instances have time to start and to stop. */
export const delays: Rule = {
  slug: 'postgres/delays',
  title: 'Instances have time to recover and to shut down',
  severity: 'error',
  why: 'startDelay becomes the startup probe: an instance that recovers longer than that is killed and starts again, for ever. stopDelay becomes the termination grace period: below the smart shutdown the instance is killed in the middle of its checkpoint, and must recover at the next start.',
  fix: 'Leave `spec.startDelay` (3600) and `spec.stopDelay` (1800) to the operator.',
  references: [
    'cloudnative-pg v1.30.0 api/v1/cluster_types.go: startDelay, stopDelay, smartShutdownTimeout, in seconds',
    'cloudnative-pg docs/src/instance_manager.md: startup probe and shutdown',
    'Design 2025, 3.6: both are 30',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const read = (name: keyof typeof defaults) => numberIn(resource.json, 'spec', name) ?? defaults[name];
      const start = read('startDelay');
      const stop = read('stopDelay');
      const smart = read('smartShutdownTimeout');
      if (start < shortestStart) {
        fail({
          resource,
          path: ['spec', 'startDelay'],
          message: `startDelay is ${start} seconds: the startup probe gives up after ${Math.ceil(start / 10)} tries, so an instance that recovers or is cloned for longer is killed and starts over. Leave it out (${defaults.startDelay}).`,
        });
      }
      if (stop < smart + fastShutdown) {
        fail({
          resource,
          path: ['spec', 'stopDelay'],
          message: `stopDelay is ${stop} seconds and smartShutdownTimeout ${smart}: ${Math.max(0, stop - smart)} are left for the last checkpoint and log segments, less than ${fastShutdown}, so the instance may be killed and has to recover. Leave it out (${defaults.stopDelay}).`,
        });
      }
      if (start >= shortestStart && stop >= smart + fastShutdown) pass();
    }
  },
};
