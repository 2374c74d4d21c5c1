import type * as Fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { writeFiles } from '../../../generator/output/writer/write-files.ts';
import { makeScratch, tree } from '../support/scratch.ts';

/** Calls that change the disk, counted; from `dieAt` on each of them fails, as if the process were gone. */
const disk = vi.hoisted(() => ({ calls: 0, dieAt: Number.POSITIVE_INFINITY, dead: false }));

vi.mock('node:fs', async (importActual) => {
  const actual = await importActual<typeof Fs>();
  function mortal<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
    onDeath?: (...args: Arguments) => void,
  ) {
    return (...args: Arguments): Result => {
      disk.calls += 1;
      if (disk.calls >= disk.dieAt) {
        if (!disk.dead) onDeath?.(...args);
        disk.dead = true;
        throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
      }
      return work(...args);
    };
  }
  return {
    ...actual,
    mkdirSync: mortal(actual.mkdirSync),
    openSync: mortal(actual.openSync),
    renameSync: mortal(actual.renameSync),
    rmSync: mortal(actual.rmSync),
    rmdirSync: mortal(actual.rmdirSync),
    writeFileSync: mortal(actual.writeFileSync, (target, content) => {
      if (typeof target === 'number') actual.writeFileSync(target, String(content).slice(0, 3));
    }),
  };
});

beforeEach(revive);

function revive(): void {
  Object.assign(disk, { calls: 0, dieAt: Number.POSITIVE_INFINITY, dead: false });
}

const before = tree({
  'base/a/changed.yaml': 'old: 1\n',
  'base/a/same.yaml': 'same: 1\n',
  'overlays/dev/a/gone.yaml': 'gone: 1\n',
  'overlays/dev/b/gone.yaml': 'gone: 2\n',
});
const after = tree({
  'apps/dev/new.yaml': 'new: 1\n',
  'base/a/changed.yaml': 'new: 1\n',
  'base/a/same.yaml': 'same: 1\n',
  'base/b/new.yaml': 'new: 2\n',
});
const third = tree({ 'base/a/changed.yaml': 'third: 1\n', 'base/a/same.yaml': 'same: 1\n' });

/** Runs with a disk that fails at the given change and ever after; the lock stays, as after a kill. */
function runUntil(dieAt: number): { root: string; died: boolean; scratch: ReturnType<typeof makeScratch> } {
  const scratch = makeScratch();
  writeFiles(scratch.root, before);
  revive();
  disk.dieAt = dieAt;
  const report = writeFiles(scratch.root, after);
  const died = disk.dead;
  if (died) {
    const [problem] = report.problems;
    if (!report.complete) expect(problem?.reason).toContain('EROFS');
  }
  revive();
  return { root: scratch.root, died, scratch };
}

function countChanges(): number {
  const scratch = makeScratch();
  writeFiles(scratch.root, before);
  revive();
  writeFiles(scratch.root, after);
  const { calls } = disk;
  revive();
  return calls;
}

describe.each([
  ['the same files', after],
  ['other files', third],
  ['the files before', before],
])('a run that dies at any change is completed by a next run with %s', (_, next) => {
  test('which leaves exactly those files', () => {
    const total = countChanges();
    expect(total).toBeGreaterThan(30);
    for (let dieAt = 1; dieAt <= total; dieAt += 1) {
      const { root, died, scratch } = runUntil(dieAt);
      expect(died).toBe(true);
      for (const path of scratch.list().filter((file) => !file.includes('generated'))) {
        const text = scratch.read(path);
        if (!path.startsWith('.cache')) expect([before.get(path), after.get(path)]).toContain(text);
      }
      // The lock names this very process, which lives; a killed one's would not.
      if (scratch.exists('.cache/generate.lock'))
        scratch.write('.cache/generate.lock', `4194399 ${hostname()}\n`);
      const report = writeFiles(root, next);
      expect(report, `died at ${dieAt}: ${JSON.stringify(report)}`).toMatchObject({ complete: true });
      const { '.generated.json': index, ...contents } = scratch.contents();
      expect(contents, `died at ${dieAt}`).toEqual(Object.fromEntries(next));
      expect(JSON.parse(index ?? '')).toHaveProperty(['base/a/same.yaml']);
      expect(writeFiles(root, next, { check: true }).complete).toBe(true);
      expect(scratch.exists(join('overlays', 'dev', 'b'))).toBe(next === before);
    }
  });
});
