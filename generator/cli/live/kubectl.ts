import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Json } from '../../kubernetes/object.ts';
import type { Answered, Cluster } from '../../verify/cluster.ts';

/** Runs kubectl; the arguments are those behind the context. */
export type RunKubectl = (args: readonly string[]) => Promise<Answered<string>>;

const seconds = 20;

/** Runs kubectl for one context, or for the current one. */
export function makeRunKubectl(context: string | undefined): RunKubectl {
  return (args) =>
    new Promise((resolve) => {
      execFile(
        'kubectl',
        [...contextArguments(context), ...args],
        { timeout: seconds * 1000, maxBuffer: 256 * 1024 * 1024 },
        (error, stdout, stderr) => {
          if (error === null) return resolve({ ok: true, value: stdout });
          resolve({ ok: false, why: explain(error, stderr) });
        },
      );
    });
}

/** A cluster as kubectl shows it. */
export function makeCluster(context: string | undefined): Cluster {
  const run = makeRunKubectl(context);
  return {
    get: async (...args) => {
      const answered = await run(['get', ...args, '--output', 'json']);
      return answered.ok ? parse(answered.value) : answered;
    },
    forward: async ({ namespace, target, port }, use) => {
      const child = spawn('kubectl', [
        ...contextArguments(context),
        ...['port-forward', '--namespace', namespace, '--address', '127.0.0.1', target, `:${port}`],
      ]);
      try {
        const opened = await readForwarded(child);
        return opened.ok ? { ok: true, value: await use(`http://127.0.0.1:${opened.value}`) } : opened;
      } finally {
        child.kill();
      }
    },
  };
}

function contextArguments(context: string | undefined): string[] {
  return context === undefined ? [] : ['--context', context];
}

function explain(error: Error & { code?: string | number | null; killed?: boolean }, stderr: string): string {
  if (error.code === 'ENOENT') return 'kubectl is not on PATH';
  if (error.killed === true) return `no answer within ${seconds} s`;
  return stderr.trim().split('\n').at(-1) || error.message;
}

function parse(text: string): Answered<Json> {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return { ok: false, why: 'kubectl printed no JSON' };
  }
}

/** The local port, from `Forwarding from 127.0.0.1:40123 -> 9090` (kubectl `client-go/tools/portforward`). */
function readForwarded(child: ChildProcess): Promise<Answered<number>> {
  return new Promise((resolve) => {
    let said = '';
    const failed = (why: string) => resolve({ ok: false, why });
    const timer = setTimeout(() => failed(`no answer within ${seconds} s`), seconds * 1000);
    const done = () => clearTimeout(timer);
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      const [, port] = /^Forwarding from 127\.0\.0\.1:(\d+) ->/m.exec(said) ?? [];
      if (port === undefined) return;
      done();
      resolve({ ok: true, value: Number(port) });
    });
    let complaint = '';
    child.stderr?.on('data', (chunk) => {
      complaint += chunk;
    });
    child.on('error', (error) => {
      done();
      failed(explain(error, ''));
    });
    child.on('exit', (code) => {
      done();
      failed(complaint.trim().split('\n').at(-1) || `exit code ${code}`);
    });
  });
}
