/**
 * Index of the line that a text stands on; undefined when there is none. A line that is nothing but the text goes before one that
 * contains it. Several texts, separated by line feeds, are looked for one after the other: `backend sync\ntimeout server`.
 *
 * @param start index of the line to begin with.
 */
export function findLine(lines: readonly string[], contained: string, start = 0): number | undefined {
  let found: number | undefined;
  let from = start;
  for (const text of contained.split('\n')) {
    const rest = lines.slice(from);
    const exact = rest.findIndex((line) => line.trim() === text);
    const offset = exact >= 0 ? exact : rest.findIndex((line) => line.includes(text));
    if (offset < 0) return found;
    found = from + offset;
    from = found + 1;
  }
  return found;
}
