import picocolors from 'picocolors';

/** Colours of one stream; every function is the identity when colours are off. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** Where a verb prints: results to stdout, progress and mistakes to stderr. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Says what is going on: one line that updates on a terminal, plain lines in CI, nothing into a pipe. */
  readonly progress: (message: string) => void;
  readonly outColours: Colours;
  readonly errColours: Colours;
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
  const coloursOf = (stream: NodeJS.WriteStream) =>
    picocolors.createColors(stream.isTTY === true && !process.env['NO_COLOR']);
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
      clear();
      if (terminal) {
        process.stderr.write(message);
        pending = true;
      } else if (ci) {
        process.stderr.write(`${message}\n`);
      }
    },
    outColours: coloursOf(process.stdout),
    errColours: coloursOf(process.stderr),
  };
}
