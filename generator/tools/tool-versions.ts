import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that the project runs and does not carry. */
export const toolNames = ['kubeconform', 'kustomize'] as const;

export type ToolName = (typeof toolNames)[number];

/** Directory that holds `scripts/` and `.tools/`. */
export const projectRoot = join(import.meta.dirname, '../..');

/** A pinned tool. */
export interface ToolPin {
  readonly name: ToolName;
  /** As the tool prints it: `v5.8.1`. */
  readonly version: string;
  /** Argument that makes the tool print its version. */
  readonly asks: string;
}

/**
 * The pin of a tool, from `scripts/tools.tsv`, which `scripts/install-tools.sh` reads too.
 *
 * @throws Error when the file does not have the tool.
 */
export function readToolPin(name: ToolName, root = projectRoot): ToolPin {
  const table = readFileSync(join(root, 'scripts/tools.tsv'), 'utf8');
  for (const line of table.split('\n')) {
    const [tool, version, key, value] = line.split('\t');
    if (tool === name && key === 'asks' && version && value) return { name, version, asks: value };
  }
  throw new Error(`scripts/tools.tsv has no line that says how ${name} prints its version`);
}
