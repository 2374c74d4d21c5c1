import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeRunKubectl } from '../../generator/cli/live/kubectl.ts';
import { drills } from '../../generator/drills/drills.ts';
import { type DrillResult, performDrill } from '../../generator/drills/perform-drill.ts';
import type { Clock } from '../../generator/drills/watch.ts';
import { makeFakeKubectl, type Recorded } from '../cli/fake-kubectl.ts';
import { answerGet, type Changes, set } from '../verify/fake-cluster.ts';
import { makeFake, platformOf, type Wrong } from '../verify/fake-platform.ts';

const sync = 'GET https://matrix.example.org/_matrix/client/v3/sync';
const node = 'node-b';

/** What the API of a right cluster answers to the commands of `cache-synapse-master`. */
const right: Recorded = [
  ['*" get configmap synapse-config "*', 'echo "server_name: example.org"'],
  [
    '*" exec redis-synapse-node-0 "*',
    'echo "redis-synapse-node-1.redis-synapse-headless.redis-synapse.svc\n6379"',
  ],
  ['*" get pod redis-synapse-node-1 "*', `echo ${node}`],
  [`*" get node ${node} "*`, 'true'],
  [`*" cordon ${node}"`, 'true'],
  ['*" delete pod redis-synapse-node-1 "*', 'touch "$(dirname "$0")/lost"'],
  [`*" uncordon ${node}"`, 'true'],
];

interface Run {
  /** Recorded answers before those of a right cluster. */
  readonly recorded?: Recorded;
  /** Seconds after the loss during which messages do not arrive: from, to, from, to … */
  readonly down?: readonly number[];
  readonly changes?: Changes;
  /** The same once the pod is lost. */
  readonly changesAfter?: Changes;
  readonly environment?: string;
  readonly wrong?: Wrong;
  /** Called every second of the fake clock after the loss. */
  readonly each?: (second: number, stop: () => void) => void;
}

/** Performs `cache-synapse-master` with a kubectl that replays answers, and a clock that nobody waits for. */
async function perform({
  recorded = [],
  down = [],
  changes,
  changesAfter,
  environment = 'production',
  wrong,
  each,
}: Run = {}) {
  const root = mkdtempSync(join(tmpdir(), 'drill-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const { PATH, calls } = makeFakeKubectl(root, [...recorded, ...right]);
  vi.stubEnv('PATH', PATH);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const platform = platformOf(environment);
  const controller = new AbortController();
  let milliseconds = 0;
  let lostAt: number | undefined;
  const sinceLoss = () => {
    if (lostAt === undefined && existsSync(join(root, 'bin/lost'))) lostAt = milliseconds;
    return lostAt === undefined ? undefined : (milliseconds - lostAt) / 1000;
  };
  const clock: Clock = {
    now: () => milliseconds,
    sleep: async (wait) => {
      milliseconds += wait;
      const second = sinceLoss();
      if (second !== undefined) each?.(second, () => controller.abort());
    },
  };
  const fails = () => {
    const second = sinceLoss();
    const passed = second === undefined ? 0 : down.filter((border) => border <= second).length;
    return passed % 2 === 1 ? { status: 429 } : undefined;
  };
  const before = answerGet(platform, changes);
  const after = answerGet(platform, changesAfter);
  const { context } = makeFake({
    platform,
    wrong: { [sync]: fails, ...wrong },
    kubectl: (args) => (sinceLoss() === undefined ? before : after)(args),
  });
  const drill = drills.find(({ name }) => name === 'cache-synapse-master');
  if (drill === undefined) throw new Error('there is no such drill');
  const ended = performDrill(drill, {
    context,
    kubectl: makeRunKubectl('lab'),
    clock,
    signal: controller.signal,
    progress: () => undefined,
  });
  return { ended, calls };
}

/** What changed something in the cluster, in order. */
function changesOf(calls: readonly string[]): string[] {
  return calls
    .map((call) => call.replace('--context lab ', ''))
    .filter((call) => !/^(get|exec)\b/.test(call))
    .map((call) => call.split(' ').slice(0, 3).join(' '));
}

const all = [`cordon ${node}`, 'delete pod redis-synapse-node-1', `uncordon ${node}`];

describe('a drill', () => {
  it('takes away, measures, and gives back', async () => {
    const { ended, calls } = await perform({ down: [2, 10] });
    expect(await ended).toMatchObject({
      status: 'recovered',
      measuredSeconds: 8,
      expectedSeconds: 30,
      target: { namespace: 'redis-synapse', pod: 'redis-synapse-node-1', node },
      unrestored: [],
    });
    expect((await ended).notWell).toBeUndefined();
    expect(changesOf(calls())).toEqual(all);
    expect(calls().every((call) => call.startsWith('--context lab '))).toBe(true);
  });

  it.each<[string, Run, Partial<DrillResult>]>([
    ['that nobody notices', {}, { status: 'recovered', measuredSeconds: 0 }],
    ['that is over as late as it may be', { down: [0, 31] }, { status: 'recovered', measuredSeconds: 31 }],
    ['that takes too long', { down: [0, 40] }, { status: 'late', measuredSeconds: 40 }],
    ['that does not end', { down: [5, 9999] }, { status: 'not-recovered' }],
  ])('%s is judged and undone', async (_, run, expected) => {
    const { ended, calls } = await perform(run);
    expect(await ended).toMatchObject({ ...expected, unrestored: [] });
    expect(changesOf(calls())).toEqual(all);
  });

  it('counts from the first failure to the last, whatever comes between', async () => {
    const { ended } = await perform({ down: [2, 4, 8, 10] });
    expect(await ended).toMatchObject({ status: 'recovered', measuredSeconds: 8 });
  });

  it.each<[string, Run, string]>([
    [
      'a command is refused',
      { recorded: [['*" delete pod "*', 'echo "Error: Forbidden" >&2; exit 1']] },
      'Forbidden',
    ],
    [
      'the first command is refused',
      { recorded: [[`*" cordon ${node}"`, 'echo "Error: Forbidden" >&2; exit 1']] },
      'Forbidden',
    ],
  ])('is undone when %s', async (_, run, reason) => {
    const { ended, calls } = await perform(run);
    expect(await ended).toMatchObject({
      status: 'broken',
      reason: expect.stringContaining(reason),
      unrestored: [],
    });
    expect(changesOf(calls()).at(-1)).toBe(`uncordon ${node}`);
  });

  it('is undone when somebody stops it', async () => {
    const { ended, calls } = await perform({
      down: [0, 9999],
      each: (second, stop) => {
        if (second > 3) stop();
      },
    });
    expect(await ended).toMatchObject({ status: 'interrupted', unrestored: [] });
    expect(changesOf(calls())).toEqual(all);
  });

  it('is undone when a probe has a defect', async () => {
    const { ended, calls } = await perform({
      wrong: {
        [sync]: () => {
          if (calls().some((call) => call.includes(' delete '))) throw new TypeError('a defect');
          return undefined;
        },
      },
    });
    await expect(ended).rejects.toThrow('a defect');
    expect(changesOf(calls())).toEqual(all);
  });

  it('tries again to undo', async () => {
    const flaky =
      'n="$(dirname "$0")/n"; echo x >>"$n"; [ "$(wc -l <"$n")" -ge 3 ] || { echo "Error: timeout" >&2; exit 1; }';
    const { ended, calls } = await perform({ recorded: [[`*" uncordon ${node}"`, flaky]] });
    expect(await ended).toMatchObject({ status: 'recovered', unrestored: [] });
    expect(changesOf(calls())).toEqual([...all, ...[1, 2].map(() => `uncordon ${node}`)]);
  });

  it('names what it could not undo', async () => {
    const { ended } = await perform({ recorded: [[`*" uncordon ${node}"`, 'exit 1']] });
    expect(await ended).toMatchObject({ status: 'recovered', unrestored: [['uncordon', node]] });
  });

  it('says when the platform does not become complete again', async () => {
    const oneShort = { statefulsets: set('redis-synapse-node', ['status', 'readyReplicas'], 2) };
    const { ended } = await perform({ changesAfter: oneShort });
    expect(await ended).toMatchObject({ status: 'recovered', notWell: expect.stringContaining('2 of 3') });
  });
});

describe('a drill does nothing', () => {
  const nothingYet = { 'GET https://matrix.example.org/_matrix/client/v3/sync': { status: 500 } };
  it.each<[string, Run, string]>([
    [
      'in a cluster of somebody else',
      { recorded: [['*" get configmap "*', 'echo "server_name: other.example"']] },
      'that of other.example, not of example.org',
    ],
    [
      'in a cluster that says nothing',
      { recorded: [['*" get configmap "*', 'echo "Error: NotFound" >&2; exit 1']] },
      'does not say whose it is',
    ],
    ['where nobody is master', { recorded: [['*" exec "*', 'echo "(nil)"']] }, 'names no pod'],
    [
      'where a node is cordoned already',
      { recorded: [[`*" get node ${node} "*`, 'echo true']] },
      'cordoned already',
    ],
    [
      'where a replica is missing',
      { changes: { statefulsets: set('redis-synapse-node', ['status', 'readyReplicas'], 2) } },
      '2 of 3',
    ],
    [
      'where the effect cannot be seen',
      { wrong: { 'POST https://admin.example.org/_synapse/admin/v1/register': { status: 403 } } },
      'it cannot be seen: test users',
    ],
    [
      'where people notice something already',
      { wrong: nothingYet },
      'messages before anything was done: GET /sync',
    ],
    ['where nothing could take over', { environment: 'dev' }, '3 are needed'],
  ])('%s', async (_, run, reason) => {
    const { ended, calls } = await perform(run);
    expect(await ended).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
    expect(changesOf(calls())).toEqual([]);
  });
});
