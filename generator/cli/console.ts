import picocolors from 'picocolors';

/** Where a verb prints: results to stdout, progress and mistakes to stderr. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Says what is going on; replaces the previous message on a terminal, prints a plain line in CI, nothing into a pipe. */
  readonly progress: (message: string) => void;
  /** Colours for stdout; every function is the identity when colours are off. */
  readonly colours: ReturnType<typeof picocolors.createColors>;
}

/** The console of this process. Colour only on a terminal, never with `NO_COLOR`. */
export function processConsole(): Console {
  const terminal = process.stderr.isTTY === true;
  const ci = process.env['CI'] === 'true';
  let pending = false;
  const clear = () => {
    if (pending) process.stderr.write('\r\u001b[K');
    pending = false;
  };
  return {
    out: (text) => {
      clear();
      process.stdout.write(text);
    },
    err: (text) => {
      clear();
      process.stderr.write(text);
    },
    progress: (message) => {
      if (terminal) {
        clear();
        process.stderr.write(message);
        pending = true;
      } else if (ci) {
        process.stderr.write(`${message}\n`);
      }
    },
    colours: picocolors.createColors(process.stdout.isTTY === true && !process.env['NO_COLOR']),
  };
}
