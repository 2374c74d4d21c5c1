/** Edits from one text to another: insert, delete, replace, swap neighbours (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replace = (last[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swap = swapped ? (before[column - 2] ?? 0) + 1 : replace;
      next.push(Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, replace, swap));
    }
    [before, last] = [last, next];
  }
  return last[right.length] ?? 0;
}

/**
 * The candidate that a person probably meant: at most a third of its letters differ. Case, `-` and `_` do not count. Long input has no
 * candidate, which also bounds the work.
 */
export function suggestNearest(written: string, candidates: readonly string[]): string | undefined {
  if (written.length > 64) return undefined;
  const text = simplify(written);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const most = Math.max(1, Math.floor(candidate.length / 3));
    const simple = simplify(candidate);
    // Each letter more or less is an edit at least.
    if (Math.abs(text.length - simple.length) > most) continue;
    const distance = editDistance(text, simple);
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { candidate, distance };
  }
  return best?.candidate;
}

function simplify(text: string): string {
  return text.toLowerCase().replace(/[-_]/g, '');
}
