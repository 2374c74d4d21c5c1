/**
 * `npm run bench [-- --json] [-- --runs 5]`: how long the verbs take as whole processes, how much memory they use, and how both grow
 * with the number of environments; and how long the rules alone take over production (bound: 150 ms on two cores). Works on copies in a
 * temporary directory; writes nothing here.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

interface Row {
  readonly verb: string;
  readonly environments: number;
  readonly resources: number;
  /** Median of the runs. */
  readonly milliseconds: number;
  readonly peakMemoryMiB: number;
}

const repository = join(import.meta.dirname, '..', '..');
const usage = 'Usage: npm run bench [-- --runs <number>] [--json]\n';
const { values } = readArguments();
const runs = Math.max(1, Number.parseInt(values.runs, 10) || 1);
const scratch = mkdtempSync(join(tmpdir(), 'matrix-gitops-bench-'));
const rows: Row[] = [];

try {
  for (const environments of [1, 2, 10, 50]) {
    const root = makeRoot(environments);
    rows.push(measure('generate, cold', environments, root, ['generate'], () => removeGenerated(root)));
    rows.push(measure('generate, warm', environments, root, ['generate']));
    rows.push(measure('generate --check', environments, root, ['generate', '--check']));
    if (environments <= 10) rows.push(measure('check', environments, root, ['check']));
    if (environments === 1) rows.push(...(await measureRules(root)));
  }
  const reviewed = makeReviewedRoot(5);
  rows.push(measure('diff', 5, reviewed, ['diff', '--base', 'HEAD'], undefined, [0, 1]));
  process.stdout.write(values.json ? `${JSON.stringify({ runs, rows }, undefined, 2)}\n` : printRows(rows));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function readArguments() {
  try {
    const parsed = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        runs: { type: 'string', default: '5' },
      },
    });
    if (!parsed.values.help) return parsed;
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

/** A root with `count` environments, alternating between the two samples. */
function makeRoot(count: number): string {
  const root = join(scratch, String(count));
  mkdirSync(join(root, 'environments'), { recursive: true });
  for (const folder of ['schemas', 'docs'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  const samples = ['production', 'dev'].map((name) => ({
    name,
    text: readFileSync(join(repository, 'environments', `${name}.yaml`), 'utf8'),
  }));
  for (let index = 0; index < count; index += 1) {
    const { name, text } = samples[index % samples.length] ?? { name: '', text: '' };
    const copy = count <= 2 ? name : `${name}-${index}`;
    writeFileSync(join(root, 'environments', `${copy}.yaml`), text.replace(/^name: .*/m, `name: ${copy}`));
  }
  return root;
}

/** A root with one commit, and a change of about six objects in each environment that is not committed. */
function makeReviewedRoot(count: number): string {
  const root = makeRoot(count);
  const run = (program: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  };
  const cli = join(repository, 'generator/cli/start.mjs');
  run(process.execPath, cli, '--root', root, 'generate');
  run('git', 'init', '--quiet');
  run('git', 'add', '--all');
  run(
    'git',
    '-c',
    'user.name=Bench',
    '-c',
    'user.email=bench@example.org',
    'commit',
    '--quiet',
    '--message',
    'state',
  );
  for (const file of readdirSync(join(root, 'environments'))) {
    if (!file.endsWith('.yaml')) continue;
    const path = join(root, 'environments', file);
    const text = readFileSync(path, 'utf8');
    const workers = '  workers: { sync: { replicas: 8 }, clientReader: { replicas: 3 } }';
    writeFileSync(
      path,
      /^synapse:$/m.test(text)
        ? text.replace(/^synapse:$/m, `synapse:\n${workers}`)
        : `${text}synapse:\n${workers}\n`,
    );
  }
  run(process.execPath, cli, '--root', root, 'generate');
  return root;
}

function removeGenerated(root: string): void {
  for (const entry of ['base', 'overlays', 'apps', '.generated.json'])
    rmSync(join(root, entry), { recursive: true, force: true });
}

function measure(
  verb: string,
  environments: number,
  root: string,
  args: string[],
  before?: () => void,
  expected: readonly number[] = [0],
): Row {
  const memoryFile = join(scratch, 'memory');
  const measured = Array.from({ length: runs }, () => {
    before?.();
    const start = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        join(import.meta.dirname, 'report-memory.mjs'),
        join(repository, 'generator/cli/start.mjs'),
        '--root',
        root,
        ...args,
      ],
      { cwd: repository, encoding: 'utf8', env: { ...process.env, BENCH_MEMORY_FILE: memoryFile } },
    );
    const milliseconds = performance.now() - start;
    if (!expected.includes(status ?? -1))
      throw new Error(`${verb} on ${environments} environments ended with ${status}: ${stderr}`);
    return { milliseconds, memory: Number(readFileSync(memoryFile, 'utf8')) / 1024 };
  });
  return {
    verb,
    environments,
    resources: countFiles(join(root, 'base')) + countFiles(join(root, 'overlays')),
    milliseconds: Math.round(median(measured.map((run) => run.milliseconds))),
    peakMemoryMiB: Math.round(Math.max(...measured.map((run) => run.memory))),
  };
}

/** The rules alone, bundled as the command line is, two folders deep like the modules that look for the root. Counts objects, not files. */
async function measureRules(root: string): Promise<Row[]> {
  const script = join(repository, '.cache', 'bench', 'time-rules.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'time-rules.ts')],
    outfile: script,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  const memoryFile = join(scratch, 'memory');
  const measured = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', join(import.meta.dirname, 'report-memory.mjs'), script, root, 'production', '5'],
      { cwd: repository, encoding: 'utf8', env: { ...process.env, BENCH_MEMORY_FILE: memoryFile } },
    );
    if (status !== 0) throw new Error(`the rules ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as { first: number; again: number[]; resources: number };
  });
  const row = (verb: string, milliseconds: number): Row => ({
    verb,
    environments: 1,
    resources: measured[0]?.resources ?? 0,
    milliseconds: Math.round(milliseconds),
    peakMemoryMiB: Math.round(Number(readFileSync(memoryFile, 'utf8')) / 1024),
  });
  return [
    row('rules, cold process', median(measured.map(({ first }) => first))),
    row('rules, again', median(measured.flatMap(({ again }) => again))),
  ];
}

function countFiles(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function printRows(all: readonly Row[]): string {
  const header = ['verb', 'environments', 'files', 'ms', 'ms/environment', 'peak MiB'];
  const cells = all.map((row) => [
    row.verb,
    String(row.environments),
    String(row.resources),
    String(row.milliseconds),
    String(Math.round(row.milliseconds / row.environments)),
    String(row.peakMemoryMiB),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...cells].map((row) => (row[column] ?? '').length)),
  );
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .map((line) => `${line}\n`)
    .join('');
}
