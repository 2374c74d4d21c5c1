/** Matches a glob of Argo CD's lists, in which `*` stands for any text; other wildcards are not used here. */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = patterns.get(glob) ?? compile(glob);
  patterns.set(glob, pattern);
  return pattern.test(text);
}

/** Few globs are asked about many texts. */
const patterns = new Map<string, RegExp>();

function compile(glob: string): RegExp {
  const escaped = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`);
}
