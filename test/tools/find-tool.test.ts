import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureTools, findTool } from '../../generator/tools/find-tool.ts';
import { projectRoot, readToolPin, toolNames } from '../../generator/tools/tool-versions.ts';
import { writeScript } from './tool-sandbox.ts';

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-tool-'));
  path = join(root, 'path');
  for (const directory of ['scripts', '.tools/bin', 'path'])
    mkdirSync(join(root, directory), { recursive: true });
  copyFileSync(join(projectRoot, 'scripts/tools.tsv'), join(root, 'scripts/tools.tsv'));
  vi.stubEnv('PATH', `${path}:/usr/bin:/bin`);
  vi.stubEnv('MATRIX_GITOPS_KUSTOMIZE', '');
  vi.stubEnv('MATRIX_GITOPS_KUBECONFORM', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe('tools.tsv', () => {
  const rows = readFileSync(join(projectRoot, 'scripts/tools.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

  test.each(toolNames)(
    '%s has one version, a way to ask for it, a module, and an archive per platform',
    (name) => {
      const own = rows.filter(([tool]) => tool === name);
      expect(own.map(([, , key]) => key)).toEqual([
        'asks',
        'go',
        'linux-amd64',
        'linux-arm64',
        'darwin-amd64',
        'darwin-arm64',
      ]);
      for (const [, version, key = '', value, sha256] of own) {
        expect(version).toBe(readToolPin(name).version);
        if (!key.includes('-')) continue;
        expect(value).toContain(version);
        expect(value).toContain(key.slice(key.indexOf('-') + 1));
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    },
  );

  test('no two archives have the same hash', () => {
    const hashes = rows.flatMap(([, , , , sha256]) => (sha256 === '-' ? [] : [sha256]));
    expect(new Set(hashes).size).toBe(8);
  });
});

describe('findTool', () => {
  test('takes the exact version from PATH and no other', () => {
    writeScript(join(path, 'kustomize'), 'echo v5.8.0');
    expect(findTool('kustomize', root)).toBeUndefined();
    writeScript(join(path, 'kustomize'), '[ "$*" = version ] && echo v5.8.1');
    expect(findTool('kustomize', root)).toBe(join(path, 'kustomize'));
  });

  test('prefers .tools/bin, and believes its stamp', () => {
    writeScript(join(path, 'kubeconform'), 'echo v0.7.0');
    const own = join(root, '.tools/bin/kubeconform');
    writeScript(own, 'echo development');
    expect(findTool('kubeconform', root)).toBe(join(path, 'kubeconform'));
    writeFileSync(join(root, '.tools/bin/.kubeconform.version'), 'v0.7.0\n');
    expect(findTool('kubeconform', root)).toBe(own);
    writeFileSync(join(root, '.tools/bin/.kubeconform.version'), 'v0.6.0\n');
    expect(findTool('kubeconform', root)).toBe(join(path, 'kubeconform'));
  });

  test('asks a linked tool, because that may change', () => {
    const target = join(root, 'elsewhere');
    writeScript(target, 'echo v0.6.0');
    symlinkSync(target, join(root, '.tools/bin/kubeconform'));
    writeFileSync(join(root, '.tools/bin/.kubeconform.version'), 'v0.7.0\n');
    expect(findTool('kubeconform', root)).toBeUndefined();
  });

  test('takes what the variable names, whatever its version', () => {
    const chosen = join(root, 'my kustomize');
    writeScript(chosen, 'echo other');
    vi.stubEnv('MATRIX_GITOPS_KUSTOMIZE', chosen);
    expect(findTool('kustomize', root)).toBe(chosen);
  });

  test.each(['kustomize', '/nowhere/kustomize', '/tmp'])('refuses the variable set to %s', (value) => {
    vi.stubEnv('MATRIX_GITOPS_KUSTOMIZE', value);
    expect(() => findTool('kustomize', root)).toThrow(
      `MATRIX_GITOPS_KUSTOMIZE is "${value}", which is not the absolute path of an executable file`,
    );
  });
});

describe('ensureTools', () => {
  test('runs nothing when the tools are there', () => {
    writeScript(join(path, 'kustomize'), 'echo v5.8.1');
    writeScript(join(root, 'scripts/install-tools.sh'), `touch ${join(root, 'ran')}`);
    expect(ensureTools(['kustomize'], root)).toEqual({
      paths: { kustomize: join(path, 'kustomize') },
      problems: [],
    });
    expect(() => readFileSync(join(root, 'ran'))).toThrow('ENOENT');
  });

  test('asks the script for what is missing and passes on its sentences', () => {
    writeScript(join(path, 'kustomize'), 'echo v5.8.1');
    writeScript(
      join(root, 'scripts/install-tools.sh'),
      'echo "$*" >"$(dirname "$0")/../asked"; echo noise >&2; echo "install-tools: kubeconform v0.7.0 is missing: why." >&2; exit 1',
    );
    const { paths, problems } = ensureTools(undefined, root);
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe('kubeconform\n');
    expect(paths).toEqual({ kustomize: join(path, 'kustomize') });
    expect(problems).toEqual(['kubeconform v0.7.0 is missing: why.']);
  });

  test('never reports success for a tool that is not there', () => {
    writeScript(join(root, 'scripts/install-tools.sh'), 'exit 0');
    expect(ensureTools(['kubeconform'], root)).toEqual({
      paths: {},
      problems: ['kubeconform v0.7.0 is missing: run npm run tools.'],
    });
  });
});
