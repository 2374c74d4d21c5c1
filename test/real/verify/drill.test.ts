import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { makeFakeKubectl, printing } from '../../cli/fake-kubectl.ts';
import { answerGet } from '../../verify/fake-cluster.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { startCli } from './start-cli.ts';
import { isPossible, type LivePlatform, startLivePlatform } from './start-live-platform.ts';

/** Answers of the API are recorded; what people notice is real: Synapse, PostgreSQL and the router, behind an edge that fails when the pod is lost. */
describe.skipIf(!isPossible)('a drill on a real platform', () => {
  let live: LivePlatform;
  let kubectl: ReturnType<typeof makeFakeKubectl>;
  const lost = () => join(live.root, 'bin/lost');

  beforeAll(async () => {
    live = await startLivePlatform();
    const get = answerGet(live.platform);
    const lists = ['deployments', 'statefulsets', 'daemonsets', 'pods'].map((resource): [string, string] => {
      const answered = get([resource]);
      return [
        `*" get ${resource} --all-namespaces "*|*" get ${resource} --namespace minio --output "*`,
        printing(answered.ok && answered.value),
      ];
    });
    kubectl = makeFakeKubectl(live.root, [
      ['*" get configmap synapse-config "*', 'echo "server_name: example.org"'],
      ['*" get pods --namespace minio --selector "*', 'echo minio-0 minio-1 minio-2 minio-3'],
      ...lists,
      ['*" get pod minio-3 "*', 'echo node-d'],
      ['*" get node node-d "*', 'true'],
      ['*" cordon node-d"|*" uncordon node-d"', 'true'],
      ['*" delete pod minio-3 "*', 'touch "$(dirname "$0")/lost"'],
    ]);
  }, 300_000);
  afterAll(() => live?.stop());
  afterEach(() => {
    live.edge.faults = { inside: true };
    rmSync(lost(), { force: true });
    rmSync(join(live.root, 'calls'), { force: true });
  });

  const start = (...more: string[]) => {
    live.edge.faults = { inside: true };
    const args = ['drill', 'object-store-node', '--execute', '--context', 'lab', '--yes', 'live', ...more];
    return startCli(live, args, { PATH: kubectl.PATH });
  };
  const changes = () =>
    kubectl
      .calls()
      .map((call) => call.replace('--context lab ', ''))
      .filter((call) => !call.startsWith('get '));
  const undone = [
    'cordon node-d',
    'delete pod minio-3 --namespace minio --grace-period=1 --wait=false',
    'uncordon node-d',
  ];

  it('is passed when people notice nothing', async () => {
    const run = start('--json');
    expect(await run.ended, run.err()).toBe(0);
    const result = JSON.parse(run.out()) as { beats: unknown[] };
    expect(result).toMatchObject({
      status: 'recovered',
      measuredSeconds: 0,
      expectedSeconds: 0,
      unrestored: [],
    });
    expect(result.beats.length).toBeGreaterThan(20);
    expect(changes()).toEqual(undone);
    expect(run.out() + run.err()).not.toContain(live.synapse.registration);
  });

  it('measures how long people noticed', async () => {
    const run = start();
    await waitUntil(async () => existsSync(lost()), run.err, 60_000);
    live.edge.faults = { inside: true, instead: (_, path) => (path.endsWith('/upload') ? 502 : undefined) };
    setTimeout(() => {
      live.edge.faults = { inside: true };
    }, 4_000);
    expect(await run.ended, run.err()).toBe(1);
    expect(run.out()).toMatch(/^LATE: object-store-node in live/);
    const [, measured] = /^measured {2}([\d.]+) s; expected at most 0 s/m.exec(run.out()) ?? [];
    expect(Number(measured)).toBeGreaterThanOrEqual(3);
    expect(Number(measured)).toBeLessThan(7);
    expect(run.out()).toContain('answers 502');
    expect(run.out()).toContain('platform  as before');
    expect(changes()).toEqual(undone);
  });

  it('gives back what it took after Ctrl-C', async () => {
    const run = start();
    await waitUntil(async () => existsSync(lost()), run.err, 60_000);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(3);
    expect(run.out()).toMatch(/^INTERRUPTED: object-store-node/);
    expect(changes()).toEqual(undone);
  });

  it.each([
    ['the name of the environment', 'live\r', 'NOT PERFORMED: edge-pod in live: it has 1 proxies', 3],
    ['another name', 'production\r', 'That is not its name. Nothing was done.', 2],
    ['Ctrl-C', '\u0003', 'That is not its name. Nothing was done.', 2],
  ])('asks on a terminal: %s', (_, typed, says, code) => {
    const words = [
      '--root',
      live.root,
      'drill',
      'edge-pod',
      '--environment',
      'live',
      '--execute',
      '--context',
      'lab',
    ];
    const command = `"${process.execPath}" --import tsx generator/cli/main.ts ${words.join(' ')}`;
    // `script` gives it a terminal; what is typed comes once it asks.
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', `{ sleep 5; printf '${typed}'; sleep 5; } | script -qec '${command}' /dev/null`],
      { cwd: projectRoot, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', PATH: kubectl.PATH } },
    );
    expect(stdout).toContain('Type the name of the environment to begin:');
    expect(stdout).toContain(says);
    expect(status).toBe(code);
    expect(changes()).toEqual([]);
  });

  it('does not begin where nobody may see what people notice', async () => {
    live.edge.faults = {};
    const args = ['drill', 'object-store-node', '--execute', '--context', 'lab', '--yes', 'live'];
    const run = startCli(live, args, { PATH: kubectl.PATH });
    expect(await run.ended).toBe(3);
    expect(run.out()).toContain('NOT PERFORMED');
    expect(changes()).toEqual([]);
  });
});
