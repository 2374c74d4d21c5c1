import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { RenderProblem } from './render-problem.ts';

/** Files above this are refused rather than parsed for minutes: no API server takes an object of more than about a megabyte. */
const largest = 64 * 2 ** 20;

/**
 * Manifest files below a directory, sorted: `.yaml`, `.yml` and `.json`, without hidden ones and `node_modules`. Symbolic links are not
 * followed: what they lead to inside the directory is listed anyway, and what lies outside is a problem.
 */
export function listManifestFiles(directory: string): { files: string[]; problems: RenderProblem[] } {
  const problems: RenderProblem[] = [];
  const root = realpathSync(directory);
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readFolder(directory, folder, problems)) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isSymbolicLink()) {
        const problem = judgeLink(root, join(directory, file));
        if (problem !== undefined) problems.push({ file, message: problem });
      } else if (entry.isDirectory()) visit(file);
      else if (entry.isFile() && /\.(?:ya?ml|json)$/.test(file)) {
        const { size } = statSync(join(directory, file));
        if (size <= largest) files.push(file);
        else
          problems.push({
            file,
            message: `${Math.ceil(size / 2 ** 20)} MiB are too much for one file of manifests (at most ${largest / 2 ** 20})`,
          });
      }
    }
  };
  visit('');
  return { files: files.sort(), problems };
}

function readFolder(directory: string, folder: string, problems: RenderProblem[]) {
  try {
    return readdirSync(join(directory, folder), { withFileTypes: true });
  } catch (error) {
    problems.push({ file: folder === '' ? '.' : folder, message: describeError(error) });
    return [];
  }
}

/** Why a link cannot be left aside; undefined when it stays inside. */
function judgeLink(root: string, link: string): string | undefined {
  try {
    const inside = relative(root, realpathSync(link));
    return inside === '..' || inside.startsWith(`..${sep}`)
      ? 'is a link that leads out of the directory: name the directory that it leads to, or copy it here'
      : undefined;
  } catch {
    return 'is a link that leads nowhere';
  }
}

/** Without the path of this machine. */
function describeError(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'EACCES'
    ? 'may not be read by this user'
    : `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
}
