import type { Console } from '../console.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs something that can be stopped; whoever presses Ctrl-C again is told what is still being done. */
export async function untilInterrupted<Value>(
  console: Console,
  cleaningUp: string,
  run: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  const stop = () => {
    console.err(`${controller.signal.aborted ? 'Still' : 'Stopping:'} ${cleaningUp}\n`);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await run(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
