/**
 * Prints how long all rules take over the rendered objects of one environment, in milliseconds, as JSON: once in a process that has done
 * nothing yet, and then again and again. Rendering, reading manifests and schemas are not counted; the first run parses the files inside
 * ConfigMaps, which later ones have at hand.
 */
import { runRules } from '../../generator/checks/run-rules.ts';
import { listDeclared } from '../../generator/cli/list-declared.ts';
import { listRunbooks } from '../../generator/cli/list-runbooks.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { makeLocate } from '../../generator/rendered/locate.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { renderEnvironments } from '../../generator/rendered/render-environment.ts';
import { ensureTools } from '../../generator/tools/find-tool.ts';

const [root = '.', name = '', runs = '5'] = process.argv.slice(2);
const declared = loadEnvironments(root).environments?.find(({ environment }) => environment.name === name);
const { kustomize } = ensureTools(['kustomize']).paths;
if (declared === undefined || kustomize === undefined)
  throw new Error(`${root} has no environment ${name}, or there is no kustomize`);
const [rendering] = await renderEnvironments(root, [name], { kustomize });
if (!rendering?.ok) throw new Error(JSON.stringify(rendering?.problems));
const { resources, components } = rendering.resources;
const pages = listRunbooks(root);
const secrets = listDeclared(declared.environment);

const milliseconds = Array.from({ length: Number(runs) + 1 }, () => {
  const judged = { resources: makeResourceSet(name, resources, components), declared, secrets };
  const start = performance.now();
  runRules([judged], { locate: makeLocate(root), today: '2026-11-25', pages });
  return performance.now() - start;
});
process.stdout.write(
  JSON.stringify({ first: milliseconds[0], again: milliseconds.slice(1), resources: resources.length }),
);
