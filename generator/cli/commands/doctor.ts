import { findTool } from '../../tools/find-tool.ts';
import { readToolPin, type ToolName, toolNames } from '../../tools/tool-versions.ts';
import { ask, askJson } from '../doctor/ask.ts';
import { examineCluster } from '../doctor/examine-cluster.ts';
import { fail, type Item, pass, unknown } from '../doctor/item.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import type { Verb } from '../verb.ts';

export interface DoctorOptions {
  readonly environment: string;
  readonly context: string | undefined;
  readonly json: boolean;
}

const marks = { pass: 'ok      ', fail: 'FAILED  ', unknown: 'unknown ' } as const;

/** Says whether this machine and the cluster are ready for an environment. Reads only. */
export const doctor: Verb<DoctorOptions> = ({ root, console }, { environment, context, json }) => {
  const all = loadOrReport(root, console, json);
  if (all === undefined) return exitCode.usage;
  const [declared] = selectEnvironments(all, [environment]);
  if (declared === undefined) return exitCode.usage;
  const at = context === undefined ? [] : ['--context', context];
  const kubectl = (...args: string[]) => askJson('kubectl', [...at, ...args, '--output', 'json']);
  const items = [
    ...toolNames.map(examinePinned),
    examineTool('kubectl', ['version', '--client'], 'https://kubernetes.io/docs/tasks/tools/'),
    ...(declared.environment.slots.argocd === 'managed'
      ? [examineTool('helm', ['version', '--short'], 'https://helm.sh/docs/intro/install/')]
      : []),
    examineContext(context),
    ...examineCluster(declared.environment, kubectl),
  ];
  console.out(json ? `${JSON.stringify({ version: 1, environment, items }, undefined, 2)}\n` : print(items));
  return items.some(({ result }) => result === 'fail') ? exitCode.findings : exitCode.clean;
};

function examineTool(tool: string, args: readonly string[], where: string): Item {
  const answer = ask(tool, args);
  if (answer.ok) return pass(tool, answer.value.trim().split('\n')[0] ?? '');
  return fail(tool, answer.why, `install it: ${where}`);
}

/** A tool that `check` runs, at the version that it was written for. */
function examinePinned(name: ToolName): Item {
  try {
    const { version } = readToolPin(name);
    const path = findTool(name);
    return path === undefined
      ? fail(
          name,
          `${version} is not here`,
          'npm run tools installs it; without it check is partial, or nothing',
        )
      : pass(name, version);
  } catch (error) {
    return fail(name, (error as Error).message, 'correct the variable, or take it away');
  }
}

function examineContext(context: string | undefined): Item {
  if (context !== undefined) return pass('context', context);
  const current = ask('kubectl', ['config', 'current-context']);
  return current.ok ? pass('context', current.value.trim()) : unknown('context', current.why);
}

function print(items: readonly Item[]): string {
  const count = (result: Item['result']) => items.filter((item) => item.result === result).length;
  const verdict =
    count('fail') > 0
      ? `NOT READY: ${count('fail')} to mend`
      : `READY${count('unknown') > 0 ? `, but ${count('unknown')} could not be looked at` : ''}`;
  const lines = items.flatMap(({ name, result, found, remedy }) => [
    `${marks[result]}${name}: ${found}`,
    ...(remedy === undefined ? [] : [`          ${remedy}`]),
  ]);
  return `${[verdict, '', ...lines].join('\n')}\n`;
}
