import { stringify } from 'yaml';

/**
 * YAML text in which every scalar means the same to a YAML 1.1 and a YAML 1.2 reader: `on`, `1_000` and `12:30` are quoted
 * when they are strings (design law 5). Keys keep the order in which they were written; lines are never folded.
 */
export function printYaml(value: unknown): string {
  return stringify(value, {
    compat: 'yaml-1.1',
    lineWidth: 0,
    aliasDuplicateObjects: false,
    indentSeq: false,
  });
}
