import { getIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** Default of the operator, in seconds, and the longest outage that anyone should plan for. */
const longest = 3600;
/** Below this PostgreSQL has no time to archive its last write-ahead log, in seconds. */
const shortest = 30;

/** `switchoverDelay` is a sane number of seconds. */
export const switchoverDelay: Rule = {
  slug: 'postgres/switchover-delay',
  title: 'The switchover delay is a sane number of seconds',
  severity: 'error',
  why: 'The operator waits this long for the old primary to shut down before it promotes another. Written in another unit it becomes days of outage, or too short to archive the last write-ahead log.',
  fix: 'Set `spec.switchoverDelay` between 30 and 3600 seconds; 300 suits Synapse.',
  references: [
    'cloudnative-pg api/v1/cluster_types.go: switchoverDelay, in seconds, default 3600',
    'Design 2025, 3.2: version 1.0 had 40000000',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const delay = getIn(resource.json, ['spec', 'switchoverDelay']) ?? longest;
      if (typeof delay === 'number' && delay >= shortest && delay <= longest) {
        pass();
        continue;
      }
      const meaning =
        typeof delay === 'number' && delay > longest
          ? `${describe(delay)}: a switchover whose shutdown hangs leaves Synapse without a database that long`
          : 'too short to archive the last write-ahead log, which then is missing from the backup';
      fail({
        resource,
        path: ['spec', 'switchoverDelay'],
        message: `switchoverDelay is ${delay} seconds, ${meaning}. Use ${shortest} to ${longest}; 300 (5 minutes) is the design's value.`,
      });
    }
  },
};

function describe(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days >= 2 ? `about ${days} days` : `about ${Math.round(seconds / 3600)} hours`;
}
