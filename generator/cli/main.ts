import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../checks/rule.ts';
import { mirrorTools } from '../reports/print-mirror-script.ts';
import { projectRoot } from '../tools/tool-versions.ts';
import type { Place } from '../verify/context.ts';
import { processConsole } from './console.ts';
import { exitCode } from './exit-code.ts';
import { UsageError, type VerbContext } from './verb.ts';

const console = processConsole();

/** The command line. Each verb is loaded when it is called: the start of one does not wait for the others. */
function makeProgram(finish: (code: number) => void): Command {
  const program = new Command('matrix-gitops')
    .description('Generates and proves the GitOps repository of a Matrix platform on Kubernetes.')
    .option('--root <directory>', 'repository root: holds environments/ and the generated tree', projectRoot)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  const context = (): VerbContext => ({ root: findRoot(program.opts<{ root: string }>().root), console });
  const json = () => new Option('--json', 'print data for programs').default(false);

  program
    .command('generate')
    .description('write base/, overlays/ and apps/ from environments/*.yaml; touches only what changed')
    .option(
      '--check',
      'write nothing; list stale, missing, extra and hand-edited files, and exit 1 if there are any',
      false,
    )
    .option('--force', 'overwrite files that were edited by hand or are not ours', false)
    .addOption(json())
    .action(async (options) => {
      const { generate } = await import('./commands/generate.ts');
      finish(await generate(context(), options));
    });
  program
    .command('check [environment...]')
    .description('render, validate and judge environments (default: all)')
    .option('--environment <name>', 'the same as naming it first; may be repeated', collect, [])
    .option(
      '--manifests <directory>',
      'judge manifests that something else rendered, without an environment file; rules that need one are unknown',
    )
    .option(
      '--charts <directory>',
      'hold what charts render against projects, waves and owners, too: <chart>-<version>.tgz from here, with helm',
    )
    .option(
      '--component <name>',
      'show, and count, only findings of this component; may be repeated',
      collect,
      [],
    )
    .option('--only <rules...>', 'run only these rules')
    .option('--except <rules...>', 'leave out these rules', [])
    .addOption(
      new Option('--severity <severity>', 'findings from this severity on exit 1')
        .choices(['error', 'warning', 'info'])
        .default('error' satisfies Severity),
    )
    .addOption(
      new Option(
        '--no-partial',
        'refuse a result that kubeconform did not take part in (always so when CI=true)',
      ).default(process.env['CI'] !== 'true'),
    )
    .option(
      '--report <format[=file]>',
      'text, json, sarif, github, gitlab or junit, to a file or to the terminal; may be repeated (default: text)',
      collect,
      [],
    )
    .addOption(json())
    .action(async (names, { environment, component, report, json: isJson, ...options }) => {
      const { check } = await import('./commands/check.ts');
      finish(
        await check(context(), {
          ...options,
          json: isJson,
          names: [...names, ...environment],
          components: component,
          reports: isJson ? ['json', ...report] : report,
        }),
      );
    });
  program
    .command('diff [environment...]')
    .description(
      'compare what would be applied with what another commit applies, and say what is dangerous (default: all)',
    )
    .option(
      '--base <commit>',
      'commit or branch to compare with; its common ancestor with HEAD is meant',
      'origin/main',
    )
    .option('--exact', 'compare with the base itself, not with the common ancestor', false)
    .option('--from <directory>', 'old manifests, rendered by anything; with --to')
    .option('--to <directory>', 'new manifests; with --from')
    .option(
      '--charts <directory>',
      'compare what charts render, too: <chart>-<version>.tgz from here, with helm',
    )
    .option('--markdown <file>', 'also write a pull-request comment to this file')
    .option('--budget <characters>', 'length of that comment at most (default: 60000)', readBudget)
    .option('--markdown-all <file>', 'also write the whole review to this file, whatever its length')
    .addOption(json())
    .action(async (names, options) => {
      const { diff } = await import('./commands/diff.ts');
      finish(await diff(context(), { ...options, names }));
    });
  program
    .command('plan [environment...]')
    .description(
      'print apps by wave, sizes, nodes and the Secrets that must exist (default: of all environments)',
    )
    .option('--values', 'print every value and where it came from', false)
    .addOption(json())
    .action(async (names, options) => {
      const { plan } = await import('./commands/plan.ts');
      finish(await plan(context(), { ...options, names }));
    });
  program
    .command('images')
    .description('print every image and chart that an environment pulls')
    .requiredOption('--environment <name>', 'environment that pulls them')
    .addOption(
      new Option('--script <tool>', 'print a shell script that copies them into the mirror').choices(
        mirrorTools,
      ),
    )
    .addOption(
      new Option('--tags <tool>', 'print a shell script that asks publishers what there is').choices(
        mirrorTools,
      ),
    )
    .option('--newer <file>', 'compare with what that script printed, on any machine')
    .addOption(
      new Option('--digest-script <tool>', 'print a shell script that asks publishers for digests').choices(
        mirrorTools,
      ),
    )
    .option('--digests <file>', 'compare the digests that are recorded with what that script printed')
    .option('--check', 'exit 1 when something that is rendered does not come from the mirror', false)
    .addOption(json())
    .action(async (options) => {
      const { images } = await import('./commands/images.ts');
      finish(await images(context(), options));
    });
  const secrets = program
    .command('secrets')
    .description('what Secrets must exist; make them; seal them for git');
  secrets
    .command('list')
    .description('print every Secret, its keys, where each value comes from and who reads it; no values')
    .requiredOption('--environment <name>', 'environment whose Secrets are meant')
    .option(
      '--store-entries',
      'print the entries that the store of external-secrets must have instead',
      false,
    )
    .addOption(json())
    .action(async (options) => {
      const { listSecretsOf } = await import('./commands/secrets.ts');
      finish(await listSecretsOf(context(), options));
    });
  secrets
    .command('generate')
    .description('print Secrets with new random values to stdout, for a pipe; stores nothing')
    .requiredOption('--environment <name>', 'environment whose Secrets are meant')
    .option(
      '--only <names...>',
      'only these, as namespace/name or namespace/name/key, and what shares a value with them',
      [],
    )
    .option(
      '--provided <file>',
      'YAML with the values that only you know, outside the repository: namespace/name: { key: value }',
    )
    .option(
      '--store-entries',
      'print the entries of the store instead: a line with path and JSON for each',
      false,
    )
    .option('--force', 'print to a terminal too', false)
    .action(async (options) => {
      const { generateSecretsOf } = await import('./commands/secrets.ts');
      finish(await generateSecretsOf(context(), options));
    });
  secrets
    .command('seal')
    .description('turn the Secrets on stdin into SealedSecrets that only the cluster can open')
    .requiredOption('--cert <file>', 'certificate of the controller: kubeseal --fetch-cert')
    .action(async (options) => {
      const { sealSecrets } = await import('./commands/secrets.ts');
      finish(await sealSecrets(context(), options));
    });
  program
    .command('doctor')
    .description('say whether this machine and the cluster are ready for an environment; reads only')
    .requiredOption('--environment <name>', 'environment to be ready for')
    .option('--context <name>', 'kubectl context (default: the current one)')
    .addOption(json())
    .action(async (options) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor(context(), options));
    });
  liveOptions(
    program
      .command('verify')
      .description(
        'ask a live platform whether it does what it is for, with real requests; makes test users and erases them',
      ),
  )
    .addHelpText('after', credentialsHelp)
    .option('--only <items...>', 'look at these items only')
    .option('--except <items...>', 'leave out these items', [])
    .option('--list', 'list the items and ask nothing', false)
    .option(
      '--report <format[=file]>',
      'text, json or junit, to a file or to the terminal; may be repeated (default: text)',
      collect,
      [],
    )
    .addOption(json())
    .action(async ({ report, ...options }) => {
      const { verify } = await import('./commands/verify.ts');
      finish(await verify(context(), { ...options, reports: options.json ? ['json', ...report] : report }));
    });
  liveOptions(
    program
      .command('drill [name]')
      .description(
        'take one thing away from a live platform, measure how long people notice, and give it back; without --execute: print the plan; without a name: list the drills',
      ),
    5,
  )
    .addHelpText('after', credentialsHelp)
    .option('--execute', 'perform it; needs --context, and asks first', false)
    .option('--yes <environment>', 'name of the environment, instead of typing it when asked')
    .option(
      '--report <format[=file]>',
      'text or json, to a file or to the terminal; may be repeated (default: text)',
      collect,
      [],
    )
    .addOption(json())
    .action(async (name, { report, ...options }) => {
      const { drill } = await import('./commands/drill.ts');
      finish(
        await drill(context(), { ...options, name, reports: options.json ? ['json', ...report] : report }),
      );
    });
  program
    .command('release')
    .description('pin the apps of an environment to a git tag, and say in which order Argo CD will sync them')
    .requiredOption('--environment <name>', 'environment to pin')
    .requiredOption('--tag <tag>', 'tag of the content, such as v2026.11.25')
    .addOption(json())
    .action(async (options) => {
      const { release } = await import('./commands/release.ts');
      finish(await release(context(), options));
    });
  program
    .command('explain [rule]')
    .description(
      'print what a rule checks, why, and how to mend or accept a finding; without a rule: all rules',
    )
    .addOption(json())
    .action(async (rule, options) => {
      const { explain } = await import('./commands/explain.ts');
      finish(await explain(context(), { ...options, rule }));
    });
  program
    .command('schemas')
    .description(
      'derive the JSON schemas from the typed models (after a new kind or a new version of the models)',
    )
    .option('--check', 'write nothing; exit 1 when the schemas are not current', false)
    .addOption(json())
    .action(async (options) => {
      const { schemas } = await import('./commands/schemas.ts');
      finish(await schemas(context(), options));
    });
  return program;
}

const credentialsHelp = `
Test users, for login, messages, uploads and calls:
  MATRIX_GITOPS_REGISTRATION_SECRET  the registration shared secret: two users are made over the admin host, and erased at the end
  --secret-stdin                     the same, from a pipe
  MATRIX_GITOPS_VERIFY_TOKEN         access token of an existing user instead, who stays
Without them these items cannot be checked.
`;

/** Options of every verb that asks a live platform; one answer is waited for as many seconds. */
function liveOptions(command: Command, patience = 20) {
  return command
    .requiredOption('--environment <name>', 'environment that is deployed')
    .option('--context <name>', 'context of kubectl', undefined)
    .option('--ca <file>', 'trust these CA certificates, too (PEM); may be repeated', collect, [])
    .option(
      '--resolve <host:address>',
      'reach a host at this address, whatever DNS says; may be repeated',
      collect,
      [],
    )
    .addOption(
      new Option('--from <place>', 'whether this machine is in the admin networks, as the edge sees it')
        .choices(['inside', 'outside', 'unknown'])
        .default('unknown' satisfies Place),
    )
    .addOption(
      new Option('--timeout <seconds>', 'wait for one answer').default(patience).argParser(readSeconds),
    )
    .option(
      '--secret-stdin',
      'read the registration shared secret from stdin instead of MATRIX_GITOPS_REGISTRATION_SECRET',
      false,
    );
}

/** @throws InvalidArgumentError when it is no time to wait. */
function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 600)) throw new InvalidArgumentError('a number above 0, at most 600');
  return seconds;
}

/** Gathers the values of an option that may be repeated. */
function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** @throws InvalidArgumentError when it is not a length that holds a verdict. */
function readBudget(text: string): number {
  const budget = Number(text);
  if (!Number.isInteger(budget) || budget < 1000)
    throw new InvalidArgumentError('a whole number from 1000 on');
  return budget;
}

function findRoot(directory: string): string {
  const root = resolve(directory);
  if (!existsSync(root)) throw new UsageError(`--root ${directory}: there is no such directory`);
  return root;
}

async function run(): Promise<number> {
  let code: number = exitCode.clean;
  try {
    await makeProgram((result) => {
      code = result;
    }).parseAsync();
    return code;
  } catch (error) {
    // commander has printed help or the mistake itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.clean : exitCode.usage;
    if (error instanceof UsageError) {
      console.err(`${error.message}\n`);
      return exitCode.usage;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const details = process.env['MATRIX_GITOPS_DEBUG'] ? stack : message;
    console.err(
      `This is a defect of matrix-gitops: ${details}\nWith MATRIX_GITOPS_DEBUG=1 it says where. Please report it.\n`,
    );
    return exitCode.internal;
  }
}

process.exitCode = await run();
