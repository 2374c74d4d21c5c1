import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...markdownBelow('docs/decisions'),
  ...markdownBelow('docs/runbooks'),
];

/** Commands that are proved elsewhere: where. Everything else in the documents is run here. */
const provedElsewhere: Readonly<Record<string, string>> = {
  'npm ci': '.ci/run',
  'npm test': '.ci/run',
  'npm run test:real': '.ci/run',
  'npm run bench': '.ci/run',
  'npm run tools': '.ci/run',
  'npm run schemas': '.ci/run',
};

function markdownBelow(folder: string): string[] {
  if (!existsSync(join(repository, folder))) return [];
  return readdirSync(join(repository, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** Shell commands of a document: lines of `sh` blocks, and inline code that starts with `npm` or a script. */
function commandsOf(document: string): string[] {
  const text = readFileSync(join(repository, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.matchAll(/`((?:npm|scripts\/|\.ci\/)[^`]*)`/g)].map(([, command = '']) => command);
  const split = (lines: readonly string[]) =>
    lines
      .flatMap((line) => line.replace(/\s+#.*$/, '').split('&&'))
      .map((command) => command.trim())
      .filter((command) => command.includes(' ') && !command.includes('<'));
  const written = split(blocks);
  return [...written, ...new Set(split(inline).filter((command) => !written.includes(command)))];
}

/**
 * A kubectl command needs a cluster: what can be held here is that its namespace and every `kind/name` in it are those that this
 * repository renders for production, so that a rename takes the runbooks with it.
 */
function readKubectl(command: string): { namespace: string | undefined; objects: string[] } {
  const words = command.split(' ');
  const after = words.indexOf('-n');
  return {
    namespace: after < 0 ? undefined : words[after + 1],
    objects: words.filter((word) => /^[a-z]+\/[a-z0-9.-]+$/.test(word)),
  };
}

/** Namespaces, and objects as `namespace/kind/name`, of production. */
function readRendered(): { namespaces: Set<string>; objects: Set<string> } {
  const folders = ['base', 'overlays/production', 'apps/production'];
  const manifests = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml') && !file.includes('/config/'))
      .flatMap((file) => readFileSync(join(repository, folder, file), 'utf8').split(/^---$/m)),
  );
  const namespaces = new Set<string>();
  const objects = new Set<string>();
  for (const text of manifests) {
    const kind = /^kind: (\w+)/m.exec(text)?.[1]?.toLowerCase();
    const [, name] = /^metadata:\n(?: {2}.*\n)*? {2}name: (\S+)/m.exec(text) ?? [];
    const [, namespace] = /^metadata:\n(?: {2}.*\n)*? {2}namespace: (\S+)/m.exec(text) ?? [];
    if (kind === undefined || name === undefined) continue;
    objects.add(`${namespace}/${kind}/${name}`);
    if (namespace !== undefined) namespaces.add(namespace);
  }
  return { namespaces, objects };
}

const rendered = readRendered();

const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-docs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000);

/** A clone of what git tracks, with the packages and tools of this checkout. */
function clone(): void {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' });
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(repository, name))))
    cpSync(join(repository, file), join(root, file));
  for (const folder of ['node_modules', '.tools']) symlinkSync(join(repository, folder), join(root, folder));
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--message', 'state'],
  ])
    spawnSync('git', args, { cwd: root });
}

describe('commands in the documents', () => {
  const commands = documents.flatMap(commandsOf);
  clone();

  it('are found', () => {
    expect(commands).toContain('npm run generate');
    expect(commands).toContain('npm run plan -- lab');
    expect(commands.length).toBeGreaterThan(8);
  });

  for (const command of commands) {
    if (command.startsWith('kubectl ')) {
      it(`${command}: names what is rendered`, () => {
        const { namespace, objects } = readKubectl(command);
        if (namespace !== undefined) expect(rendered.namespaces).toContain(namespace);
        for (const object of objects) expect(rendered.objects).toContain(`${namespace}/${object}`);
      });
      continue;
    }
    const elsewhere = provedElsewhere[command];
    if (elsewhere !== undefined) {
      it(`${command}: proved by ${elsewhere}`, () => {
        const text = readFileSync(join(repository, elsewhere), 'utf8');
        expect(text).toContain(command.replace('npm run', 'npm run --silent'));
      });
      continue;
    }
    it(`${command}: runs`, () => {
      const { status, stderr } = spawnSync('sh', ['-ec', command.replace(/^npm run /, 'npm run --silent ')], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, CI: 'false' },
      });
      expect(stderr.replace(/^npm warn.*\n/gm, '')).toBe('');
      expect(status).toBe(0);
    });
  }
});

describe('links in the documents', () => {
  it.each(documents)('%s leads to files that exist', (document) => {
    const text = readFileSync(join(repository, document), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => target,
    );
    const missing = targets.filter((target) => !existsSync(join(repository, dirname(document), target)));
    expect(missing).toEqual([]);
  });
});
