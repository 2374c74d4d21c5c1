import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary directory for one test, with helpers that take paths relative to it. */
export interface Scratch {
  readonly root: string;
  read(path: string): string;
  write(path: string, text: string): void;
  exists(path: string): boolean;
  /** Every file, hidden ones too, sorted. */
  list(): string[];
  /** Contents of every file by path. */
  contents(): Record<string, string>;
}

/** Makes a temporary directory that goes away with the test. */
export function makeScratch(): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-writer-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const at = (path: string) => join(root, path);
  const list = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => !lstatSync(at(path)).isDirectory())
      .sort();
  return {
    root,
    read: (path) => readFileSync(at(path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    },
    exists: (path) => existsSync(at(path)),
    list,
    contents: () => Object.fromEntries(list().map((path) => [path, readFileSync(at(path), 'utf8')])),
  };
}

/** Generated files of a test. */
export function tree(files: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(files));
}
