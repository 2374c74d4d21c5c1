import { spawnSync } from 'node:child_process';
import { accessSync, constants, lstatSync, readFileSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { projectRoot, readToolPin, type ToolName, type ToolPin, toolNames } from './tool-versions.ts';

/**
 * Absolute path of a tool at its pinned version, or undefined. In this order: the file that `MATRIX_GITOPS_KUSTOMIZE` or
 * `MATRIX_GITOPS_KUBECONFORM` names, which is taken as it is; `.tools/bin`; the first of its name on PATH.
 *
 * @param root directory that holds `scripts/` and `.tools/`. Default: the project's
 * @throws Error when the variable is set and names no executable file by its absolute path.
 */
export function findTool(name: ToolName, root = projectRoot): string | undefined {
  const variable = `MATRIX_GITOPS_${name.toUpperCase()}`;
  const chosen = process.env[variable];
  if (chosen) {
    if (isAbsolute(chosen) && isExecutable(chosen)) return chosen;
    throw new Error(`${variable} is "${chosen}", which is not the absolute path of an executable file`);
  }
  const pin = readToolPin(name, root);
  const own = join(root, '.tools/bin', name);
  if (isExecutable(own) && (readStamp(own, name) ?? askVersion(own, pin)) === pin.version) return own;
  const found = findOnPath(name);
  return found !== undefined && askVersion(found, pin) === pin.version ? found : undefined;
}

/** What {@link ensureTools} achieved. */
export interface EnsuredTools {
  /** Absolute paths of the tools that are there. */
  readonly paths: Readonly<Partial<Record<ToolName, string>>>;
  /** A sentence for each that is not, which says what to install. */
  readonly problems: readonly string[];
}

/**
 * Finds tools and runs `scripts/install-tools.sh` for those that are missing; nothing is run, and no network used, when all
 * are there. The script's progress goes to stderr.
 */
export function ensureTools(names: readonly ToolName[] = toolNames, root = projectRoot): EnsuredTools {
  const missing = names.filter((name) => findTool(name, root) === undefined);
  let problems: string[] = [];
  if (missing.length > 0) {
    const script = join(root, 'scripts/install-tools.sh');
    const { stderr } = spawnSync('sh', [script, ...missing], {
      stdio: ['ignore', 2, 'pipe'],
      encoding: 'utf8',
    });
    problems = (stderr ?? '').split('\n').flatMap((line) => line.match(/^install-tools: (.*)$/)?.[1] ?? []);
  }
  const paths: Partial<Record<ToolName, string>> = {};
  for (const name of names) {
    const path = findTool(name, root);
    if (path !== undefined) paths[name] = path;
    else if (!problems.some((problem) => problem.startsWith(`${name} `))) {
      problems.push(`${name} ${readToolPin(name, root).version} is missing: run npm run tools.`);
    }
  }
  return { paths, problems };
}

/** The installer's note of what it built; a link to a tool elsewhere has none, because that tool may change. */
function readStamp(path: string, name: ToolName): string | undefined {
  if (lstatSync(path).isSymbolicLink()) return undefined;
  try {
    return readFileSync(join(path, `../.${name}.version`), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function askVersion(path: string, { asks }: ToolPin): string {
  const { stdout } = spawnSync(path, [asks], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  });
  return (stdout ?? '').trim();
}

function findOnPath(name: ToolName): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => isAbsolute(directory))
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
