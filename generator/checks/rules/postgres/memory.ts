import { textIn } from '../../../kubernetes/json.ts';
import { isQuantity, parseQuantity } from '../../../kubernetes/quantity.ts';
import type { Rule } from '../../rule.ts';

/** What PostgreSQL takes beside its shared buffers before the first query, as a share of them: page tables, WAL buffers, background processes. */
const beside = 1.25;
const gibi = 2 ** 30;

/** Units of PostgreSQL, which are powers of two; a bare number of `shared_buffers` is in pages of 8 kB. */
const units: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** An instance is given the memory that its shared buffers ask for. */
export const memory: Rule = {
  slug: 'postgres/memory',
  title: 'The memory request covers shared_buffers',
  severity: 'error',
  why: 'The operator refuses a Cluster whose memory request is below shared_buffers. A request just above it puts the instance on a node that has no room for the rest, and the kernel kills the process that holds the database.',
  fix: 'Raise `postgres.resources.memory`, or lower `shared_buffers` in `postgres.parameters`; a quarter of the memory is usual.',
  references: [
    'cloudnative-pg v1.30.0 internal/webhook/v1/cluster_webhook.go: hasEnoughMemoryForSharedBuffers',
    'PostgreSQL 17 docs: Resource Consumption, shared_buffers (default 128MB); Setting Parameters, units',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const written = textIn(resource.json, 'spec', 'postgresql', 'parameters', 'shared_buffers') ?? '128MB';
      const request = textIn(resource.json, 'spec', 'resources', 'requests', 'memory');
      const buffers = parseMemory(written);
      if (buffers === undefined) {
        fail({
          resource,
          path: ['spec', 'postgresql', 'parameters', 'shared_buffers'],
          message: `shared_buffers is "${written}", which PostgreSQL does not read as memory, so no instance starts. Write it like 16GB.`,
          setting: 'postgres.parameters',
        });
      } else if (request === undefined || !isQuantity(request)) {
        fail({
          resource,
          path: ['spec', 'resources', 'requests', 'memory'],
          message: `the instances request no memory, so a node may have less than the ${written} of shared_buffers. Request ${format(buffers * beside)} or more.`,
          setting: 'postgres.resources.memory',
        });
      } else if (parseQuantity(request) < buffers * beside) {
        const refused = parseQuantity(request) < buffers;
        fail({
          resource,
          path: ['spec', 'resources', 'requests', 'memory'],
          message: `the instances request ${request} of memory and shared_buffers is ${written}: ${refused ? 'the operator refuses the Cluster' : 'too little is left for connections and sorting'}. Request ${format(buffers * beside)} or more.`,
          setting: 'postgres.resources.memory',
        });
      } else {
        pass();
      }
    }
  },
};

function parseMemory(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, number = '', unit] = match;
  return Number(number) * (unit === undefined ? 8 * 2 ** 10 : (units[unit] ?? 1));
}

function format(bytes: number): string {
  return bytes >= gibi ? `${Math.ceil(bytes / gibi)}Gi` : `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
