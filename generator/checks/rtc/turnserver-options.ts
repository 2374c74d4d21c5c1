/** Options of a `turnserver.conf` by name, each with its values in order; an option without a value has `''`. */
export type TurnserverOptions = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `turnserver.conf`: one option a line, its value after blanks or `=`, comments after `#` (coturn `src/apps/relay/mainrelay.c`,
 * `parse_arg_string`).
 */
export function readTurnserverOptions(text: string): TurnserverOptions {
  const options = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^\s*([A-Za-z][\w-]*)[\s=]*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    options.set(name, [...(options.get(name) ?? []), value.replace(/^"(.*)"$/, '$1')]);
  }
  return options;
}

/** Number that an option is set to, the last one counts; `fallback` when it is not set. */
export function numberOption(options: TurnserverOptions, name: string, fallback: number): number {
  const value = options.get(name)?.at(-1);
  return value === undefined || !/^\d+$/.test(value) ? fallback : Number(value);
}
