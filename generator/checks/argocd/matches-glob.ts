/** Matches a glob of Argo CD's lists, in which `*` stands for any text; other wildcards are not used here. */
export function matchesGlob(glob: string, text: string): boolean {
  const escaped = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(text);
}
