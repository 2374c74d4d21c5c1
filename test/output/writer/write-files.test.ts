import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../../../generator/output/writer/write-files.ts';
import { makeScratch, tree } from '../support/scratch.ts';

const first = tree({
  'base/a/x.yaml': 'x: 1\n',
  'base/a/y.yaml': 'y: 1\n',
  'overlays/dev/a/z.yaml': 'z: 1\n',
});

test('writes everything, then nothing', () => {
  const { root, contents, list } = makeScratch();
  expect(writeFiles(root, first)).toMatchObject({ complete: true, written: [...first.keys()], deleted: [] });
  expect(contents()).toMatchObject(Object.fromEntries(first));
  expect(list()).toEqual(['.generated.json', ...first.keys()]);
  const times = list().map((path) => {
    utimesSync(join(root, path), 1, 1);
    return [path, statSync(join(root, path)).ino];
  });
  expect(writeFiles(root, first)).toMatchObject({
    complete: true,
    written: [],
    unchanged: [...first.keys()],
  });
  expect(list().map((path) => [path, statSync(join(root, path)).ino])).toEqual(times);
  expect(list().every((path) => statSync(join(root, path)).mtimeMs === 1000)).toBe(true);
});

test('the index is sorted, one line per file', () => {
  const { root, read } = makeScratch();
  writeFiles(root, tree({ 'base/b': '', 'base/a': '' }));
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(read('.generated.json')).toBe(`{\n  "base/a": "${hash}",\n  "base/b": "${hash}"\n}\n`);
});

test('writes only what differs and deletes what is generated no more, with its empty directories', () => {
  const { root, list, read, exists } = makeScratch();
  writeFiles(root, first);
  const second = tree({ 'base/a/x.yaml': 'x: 2\n', 'base/a/y.yaml': 'y: 1\n' });
  expect(writeFiles(root, second)).toMatchObject({
    complete: true,
    written: ['base/a/x.yaml'],
    deleted: ['overlays/dev/a/z.yaml'],
    unchanged: ['base/a/y.yaml'],
  });
  expect(list()).toEqual(['.generated.json', 'base/a/x.yaml', 'base/a/y.yaml']);
  expect(read('base/a/x.yaml')).toBe('x: 2\n');
  expect(exists('overlays')).toBe(false);
});

describe('ownership', () => {
  test('a file that the index does not list stays, and keeps its directory', () => {
    const { root, write, list } = makeScratch();
    writeFiles(root, first);
    write('overlays/dev/a/notes.md', 'mine\n');
    expect(writeFiles(root, new Map()).complete).toBe(true);
    expect(list()).toEqual(['.generated.json', 'overlays/dev/a/notes.md']);
  });

  test('a hand edit stops the run: nothing at all is written', () => {
    const { root, write, contents } = makeScratch();
    writeFiles(root, first);
    write('base/a/x.yaml', 'x: mine\n');
    const before = contents();
    const second = tree({ 'base/a/x.yaml': 'x: 2\n', 'base/a/y.yaml': 'y: 2\n' });
    expect(writeFiles(root, second)).toMatchObject({
      complete: false,
      handEdited: ['base/a/x.yaml'],
      written: [],
    });
    expect(contents()).toEqual(before);
    expect(writeFiles(root, second, { force: true }).complete).toBe(true);
    expect(contents()).toMatchObject(Object.fromEntries(second));
  });

  test('a hand-edited file that is generated no more is kept unless forced', () => {
    const { root, write, exists } = makeScratch();
    writeFiles(root, first);
    write('base/a/x.yaml', 'x: mine\n');
    expect(writeFiles(root, new Map())).toMatchObject({ complete: false, handEdited: ['base/a/x.yaml'] });
    expect(exists('base/a/y.yaml')).toBe(true);
    expect(writeFiles(root, new Map(), { force: true })).toMatchObject({ complete: true });
    expect(exists('base')).toBe(false);
  });

  test('an edit that makes what would be generated is no hand edit', () => {
    const { root, write } = makeScratch();
    writeFiles(root, first);
    write('base/a/x.yaml', 'x: 2\n');
    const second = new Map(first).set('base/a/x.yaml', 'x: 2\n');
    expect(writeFiles(root, second)).toMatchObject({ complete: true, written: [] });
    expect(writeFiles(root, second, { check: true }).complete).toBe(true);
  });

  test('a foreign file in the way stops the run unless it is identical', () => {
    const { root, write, read } = makeScratch();
    write('base/a/x.yaml', 'x: theirs\n');
    write('base/a/y.yaml', 'y: 1\n');
    expect(writeFiles(root, first)).toMatchObject({
      complete: false,
      foreign: ['base/a/x.yaml'],
      written: [],
    });
    expect(read('base/a/x.yaml')).toBe('x: theirs\n');
    expect(writeFiles(root, first, { force: true })).toMatchObject({
      complete: true,
      unchanged: ['base/a/y.yaml'],
    });
  });

  test('line ends that a checkout changed are no hand edit and are put right', () => {
    const { root, write, read } = makeScratch();
    writeFiles(root, first);
    write('base/a/x.yaml', 'x: 1\r\n');
    write('base/a/y.yaml', 'y: 1\r\n');
    expect(writeFiles(root, first, { check: true }).stale).toEqual(['base/a/x.yaml', 'base/a/y.yaml']);
    const second = new Map(first).set('base/a/x.yaml', 'x: 2\n');
    expect(writeFiles(root, second)).toMatchObject({ complete: true, handEdited: [] });
    expect([read('base/a/x.yaml'), read('base/a/y.yaml')]).toEqual(['x: 2\n', 'y: 1\n']);
  });
});

describe('check', () => {
  test('lists stale, missing, extra and hand-edited files and writes nothing', () => {
    const { root, write, contents } = makeScratch();
    writeFiles(root, new Map(first).set('base/a/old.yaml', 'old\n'));
    write('base/a/x.yaml', 'x: mine\n');
    write('apps/dev/stray.yaml', 'stray\n');
    rmSync(join(root, 'overlays'), { recursive: true });
    const before = contents();
    const second = new Map(first).set('base/a/y.yaml', 'y: 2\n');
    expect(writeFiles(root, second, { check: true })).toMatchObject({
      complete: false,
      stale: ['.generated.json', 'base/a/y.yaml'],
      missing: ['overlays/dev/a/z.yaml'],
      extra: ['apps/dev/stray.yaml', 'base/a/old.yaml'],
      handEdited: ['base/a/x.yaml'],
      written: [],
    });
    expect(contents()).toEqual(before);
  });

  test('is content with a tree that was just written, and not with an index that is gone', () => {
    const { root } = makeScratch();
    writeFiles(root, first);
    expect(writeFiles(root, first, { check: true })).toMatchObject({
      complete: true,
      unchanged: [...first.keys()],
    });
    rmSync(join(root, '.generated.json'));
    expect(writeFiles(root, first, { check: true })).toMatchObject({
      complete: false,
      stale: ['.generated.json'],
    });
  });
});

describe('problems are data', () => {
  test.each([
    ['a link to a directory outside', 'base', /^base is a symbolic link$/],
    ['a link in place of a file', 'base/a/x.yaml', /^it is a symbolic link$/],
  ])('%s', (_, path, reason) => {
    const { root, exists } = makeScratch();
    const outside = makeScratch();
    outside.write('a/x.yaml', 'x: outside\n');
    if (path.includes('/')) mkdirSync(join(root, 'base/a'), { recursive: true });
    symlinkSync(path.includes('/') ? join(outside.root, 'a/x.yaml') : outside.root, join(root, path));
    const report = writeFiles(root, first, { force: true });
    expect(report).toMatchObject({ complete: false, written: [] });
    expect(report.problems[0]?.reason).toMatch(reason);
    expect(outside.contents()).toEqual({ 'a/x.yaml': 'x: outside\n' });
    expect(exists('overlays')).toBe(false);
  });

  test('nothing is deleted through a link either', () => {
    const { root } = makeScratch();
    const outside = makeScratch();
    writeFiles(root, first);
    outside.write('a/x.yaml', 'x: 1\n');
    rmSync(join(root, 'base'), { recursive: true });
    symlinkSync(outside.root, join(root, 'base'));
    expect(writeFiles(root, new Map(), { force: true }).complete).toBe(false);
    expect(outside.exists('a/x.yaml')).toBe(true);
  });

  test('a directory in place of a file, and a file in place of a directory', () => {
    const { root, write } = makeScratch();
    mkdirSync(join(root, 'base/a/x.yaml'), { recursive: true });
    write('overlays', 'a file\n');
    expect(writeFiles(root, first, { force: true }).problems).toEqual([
      { path: 'base/a/x.yaml', reason: 'it is a directory' },
      { path: 'overlays/dev/a/z.yaml', reason: 'overlays is not a directory' },
    ]);
  });

  test.each(['../x', '/x', 'a//b', 'a/../b', 'a\\b', '.git/config', '.generated.json', ''])(
    'the path %j',
    (path) => {
      const { root } = makeScratch();
      expect(writeFiles(root, tree({ [path]: 'x' }))).toMatchObject({
        complete: false,
        problems: [{ path }],
      });
    },
  );

  test.each([
    ['<<<<<<< ours\n', /is not JSON/],
    ['[]', /is not a map/],
    ['{"../../etc/passwd": "00"}', /not a path inside/],
    ['{"base/x": "00"}', /no SHA-256 for base\/x/],
  ])('the index %j', (text, reason) => {
    const { root, write } = makeScratch();
    write('.generated.json', text);
    for (const check of [false, true]) {
      const report = writeFiles(root, first, { check });
      expect(report.complete).toBe(false);
      expect(report.problems).toMatchObject([
        { path: '.generated.json', reason: expect.stringMatching(reason) },
      ]);
    }
  });

  test('a directory that cannot be written', ({ skip }) => {
    if (process.getuid?.() === 0)
      skip('root writes everywhere: interrupted.test.ts covers errors of the file system');
    const { root } = makeScratch();
    chmodSync(root, 0o555);
    const report = writeFiles(root, first);
    chmodSync(root, 0o755);
    expect(report.problems[0]?.reason).toContain('EACCES');
  });
});

describe('the lock', () => {
  const lock = '.cache/generate.lock';

  test('of a running process stops a second run', () => {
    const { root, write, list } = makeScratch();
    write(lock, `${process.pid} ${hostname()}\n`);
    const report = writeFiles(root, first);
    expect(report.problems).toEqual([
      {
        path: lock,
        reason: `another run is under way (process ${process.pid} ${hostname()}); wait for it to end`,
      },
    ]);
    expect(list()).toEqual([lock]);
    expect(writeFiles(root, first, { check: true }).missing).toEqual([...first.keys()]);
  });

  test('of another machine counts as held', () => {
    const { root, write } = makeScratch();
    write(lock, '1 elsewhere.invalid\n');
    expect(writeFiles(root, first).complete).toBe(false);
  });

  test.each(['4194399', 'nonsense', ''])('of a process that is gone (%j) is taken over', (pid) => {
    const { root, write, exists } = makeScratch();
    write(lock, `${pid} ${hostname()}\n`);
    expect(writeFiles(root, first).complete).toBe(true);
    expect(exists('.cache')).toBe(false);
  });

  test('leaves what others keep beside it', () => {
    const { root, list } = makeScratch();
    mkdirSync(join(root, '.cache'));
    writeFileSync(join(root, '.cache/theirs'), '');
    writeFiles(root, first);
    expect(list()[0]).toBe('.cache/theirs');
    expect(list()).not.toContain(lock);
  });
});
