import { numberIn } from '../../../kubernetes/json.ts';
import { podsRunning } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** Seconds that each program needs, at least, to end calls in peace. */
const programs = [
  { images: ['livekit-server', 'livekit'], least: 3600, what: 'calls' },
  { images: ['coturn'], least: 600, what: 'relays' },
] as const;

/** An update waits for calls to end. */
export const drainTime: Rule = {
  slug: 'rtc/drain-time',
  title: 'Media servers have time to let calls end',
  severity: 'warning',
  why: 'A call lives on one server. When its pod is killed after the usual 30 seconds, everybody in it is thrown out, at every update and every drain of a node.',
  fix: 'Set `terminationGracePeriodSeconds`: five hours for LiveKit, an hour for coturn.',
  references: ['livekit/livekit-helm livekit-server/values.yaml: terminationGracePeriodSeconds 18000'],
  components: ['coturn', 'livekit'],
  check({ resources, pass, fail }) {
    for (const { images, least, what } of programs) {
      for (const { owner, path, spec } of podsRunning(resources, images)) {
        const seconds = numberIn(spec, 'terminationGracePeriodSeconds') ?? 30;
        if (seconds >= least) pass();
        else
          fail({
            resource: owner,
            path: [...path, 'terminationGracePeriodSeconds'],
            message: `${owner.object.metadata.name} has ${seconds} s to end: running ${what} are cut off. Give it ${least} s or more.`,
          });
      }
    }
  },
};
