import { type ChildProcess, spawn } from 'node:child_process';
import type { RunKubectl } from '../../drills/drill.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { Answered, Cluster } from '../../verify/cluster.ts';

const seconds = 20;

/**
 * Runs kubectl for one context, or for the current one. It has a process group of its own, so that Ctrl-C on the terminal does not end a
 * command that is to put something back.
 */
export function makeRunKubectl(context: string | undefined): RunKubectl {
  return (args) =>
    new Promise((resolve) => {
      const child = spawn('kubectl', [...contextArguments(context), ...args], {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said: Buffer[] = [];
      let complaint = '';
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill();
      }, seconds * 1000);
      child.stdout.on('data', (chunk) => said.push(chunk));
      child.stderr.on('data', (chunk) => {
        complaint += chunk;
      });
      const end = (answered: Answered<string>) => {
        clearTimeout(timer);
        resolve(answered);
      };
      child.on('error', (error) => end({ ok: false, why: explain(error) }));
      child.on('close', (code) => {
        if (late) end({ ok: false, why: `no answer within ${seconds} s` });
        else if (code === 0) end({ ok: true, value: Buffer.concat(said).toString('utf8') });
        else end({ ok: false, why: lastLine(complaint) || `exit code ${code}` });
      });
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

function explain(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'kubectl is not on PATH' : error.message;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
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
      failed(explain(error));
    });
    child.on('exit', (code) => {
      done();
      failed(lastLine(complaint) || `exit code ${code}`);
    });
  });
}
