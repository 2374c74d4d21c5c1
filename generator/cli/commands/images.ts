import { existsSync, readFileSync } from 'node:fs';
import type { LoadedEnvironment } from '../../environment/environment.ts';
import { listImageReferences } from '../../kubernetes/image-references.ts';
import { textIn, walkJson } from '../../kubernetes/json.ts';
import { type ComparedDigest, compareDigests, listTagged } from '../../platform/compare-digests.ts';
import { findNewer, listPins } from '../../platform/find-newer.ts';
import { type ImageList, listImages } from '../../platform/list-images.ts';
import { renderEnvironments } from '../../rendered/render-environment.ts';
import { printDigestScript } from '../../reports/print-digest-script.ts';
import { printDigests } from '../../reports/print-digests.ts';
import { printImages } from '../../reports/print-images.ts';
import { type MirrorTool, printMirrorScript } from '../../reports/print-mirror-script.ts';
import { printNewer } from '../../reports/print-newer.ts';
import { printTagsScript } from '../../reports/print-tags-script.ts';
import { ensureTools } from '../../tools/find-tool.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { selectEnvironments } from '../select-environments.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';

export interface ImagesOptions {
  readonly environment: string;
  readonly script: MirrorTool | undefined;
  readonly check: boolean;
  readonly tags: MirrorTool | undefined;
  readonly newer: string | undefined;
  readonly digestScript: MirrorTool | undefined;
  readonly digests: string | undefined;
  readonly json: boolean;
}

/** Prints everything that an environment pulls: a list, a script that mirrors it, or a proof that it comes from the mirror. */
export const images: Verb<ImagesOptions> = async (
  context,
  { environment, script, check, tags, newer, digestScript, digests, json },
) => {
  const { root, console } = context;
  const all = loadOrReport(root, console, json);
  if (all === undefined) return exitCode.usage;
  const [declared] = selectEnvironments(all, [environment]);
  if (declared === undefined) return exitCode.usage;
  const list = listImages(declared.environment);
  if ((check || script !== undefined) && list.mirror === null)
    throw new UsageError(
      `${environment} has no mirror: set mirror.images and mirror.charts in environments/${environment}.yaml`,
    );
  if (check) return checkMirror(context, declared, list, json);
  if (newer !== undefined) return compare(context, list, newer, json);
  if (digests !== undefined) return compareRecorded(context, list, digests, json);
  if (tags !== undefined)
    console.out(
      printTagsScript(
        environment,
        listPins(list).map(({ repository }) => repository),
        tags,
      ),
    );
  else if (digestScript !== undefined)
    console.out(printDigestScript(environment, listTagged(list), digestScript));
  else if (script !== undefined) console.out(printMirrorScript(list, script));
  else console.out(json ? `${JSON.stringify({ version: 1, ...list }, undefined, 2)}\n` : printImages(list));
  return exitCode.clean;
};

/** Says what is newer; this machine asks nobody, so that it also works where nothing outside can be reached. */
function compare({ console }: VerbContext, list: ImageList, file: string, json: boolean): number {
  const compared = findNewer(list, readPublished('--newer', file, '--tags'));
  console.out(
    json
      ? `${JSON.stringify({ version: 1, environment: list.environment, compared }, undefined, 2)}\n`
      : printNewer(list.environment, compared),
  );
  return exitCode.clean;
}

/** Says which digests can be recorded, and which tags stand for something else now. */
function compareRecorded({ console }: VerbContext, list: ImageList, file: string, json: boolean): number {
  const text = readPublished('--digests', file, '--digest-script');
  let compared: ComparedDigest[];
  try {
    compared = compareDigests(list, text);
  } catch (error) {
    throw new UsageError(`--digests ${file}: ${(error as Error).message}`);
  }
  console.out(
    json
      ? `${JSON.stringify({ version: 1, environment: list.environment, compared }, undefined, 2)}\n`
      : printDigests(list.environment, compared),
  );
  return compared.some(({ moved }) => moved) ? exitCode.findings : exitCode.clean;
}

/** What a machine with internet has written down. */
function readPublished(option: string, file: string, script: string): string {
  if (!existsSync(file))
    throw new UsageError(
      `${option} ${file}: there is no such file. This machine asks nobody; where the internet is, run the script of ${script}`,
    );
  return readFileSync(file, 'utf8');
}

/** Looks at what Kustomize renders, so that it also sees what patches of the environment change. */
async function checkMirror(
  { root, console }: VerbContext,
  { environment: { name } }: LoadedEnvironment,
  { mirror, images: listed }: ImageList,
  json: boolean,
): Promise<number> {
  const { kustomize } = ensureTools().paths;
  const [rendering] = kustomize === undefined ? [] : await renderEnvironments(root, [name], { kustomize });
  if (rendering === undefined || !rendering.ok || mirror === null) {
    console.err(`Nothing was checked: ${name} cannot be rendered. npm run check -- ${name} says why.\n`);
    return exitCode.internal;
  }
  const allowed = new Set(listed.map(({ target }) => target));
  const counts = { images: 0, charts: 0 };
  const outside: string[] = [];
  for (const { json: object, file } of rendering.resources.resources) {
    for (const { image } of listImageReferences(object)) {
      counts.images += 1;
      if (!image.startsWith(`${mirror.images}/`) && !allowed.has(image)) outside.push(`${file}: ${image}`);
    }
    walkJson(object, (value) => {
      const chart = textIn(value, 'chart');
      const repository = textIn(value, 'repoURL');
      if (chart === undefined || repository === undefined) return;
      counts.charts += 1;
      if (repository !== mirror.charts) outside.push(`${file}: chart ${chart} from ${repository}`);
    });
  }
  if (json)
    console.out(`${JSON.stringify({ version: 1, environment: name, ...counts, outside }, undefined, 2)}\n`);
  else if (outside.length === 0)
    console.out(`${name}: ${counts.images} images and ${counts.charts} charts, all from the mirror\n`);
  else console.out(`${name}: not from the mirror:\n${outside.map((line) => `  ${line}\n`).join('')}`);
  return outside.length === 0 ? exitCode.clean : exitCode.findings;
}
