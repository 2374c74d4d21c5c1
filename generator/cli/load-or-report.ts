import { components } from '../components/registry.ts';
import type { LoadedEnvironment } from '../environment/environment.ts';
import { formatIssues } from '../environment/format-issue.ts';
import { loadEnvironments } from '../environment/load-environments.ts';
import type { Console } from './console.ts';

/** Every environment of the repository; undefined once all mistakes in the files have been printed. */
export function loadOrReport(
  root: string,
  console: Console,
  json: boolean,
): readonly LoadedEnvironment[] | undefined {
  const loaded = loadEnvironments(root, { knownComponents: components.map(({ name }) => name) });
  if (loaded.environments !== undefined) return loaded.environments;
  if (json) {
    console.out(
      `${JSON.stringify({ version: 1, verdict: 'bad-environments', issues: loaded.issues }, undefined, 2)}\n`,
    );
  } else {
    console.err(`${formatIssues(loaded.issues, { colour: console.errColours })}
`);
  }
  return undefined;
}
