import { makeBootstrap } from '../argocd/make-bootstrap.ts';
import { printYaml } from '../formats/yaml.ts';
import { environmentSource, header } from '../output/header.ts';
import type { Platform } from '../platform/platform.ts';

/** Files that `scripts/bootstrap.sh` reads: the values of Argo CD's chart, and where the chart comes from. */
export function printBootstrap(platform: Platform): { path: string; text: string }[] {
  const bootstrap = makeBootstrap(platform);
  if (bootstrap === undefined) return [];
  const { directory, values, facts } = bootstrap;
  const first = header([environmentSource(platform.environment.name)]);
  const lines = Object.entries(facts).map(([name, value]) => `${name}=${value}\n`);
  return [
    { path: `${directory}/values.yaml`, text: first + printYaml(values) },
    { path: `${directory}/chart.properties`, text: first + lines.join('') },
  ];
}
