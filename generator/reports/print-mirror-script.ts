import type { ImageList } from '../platform/list-images.ts';

/** Programs that can copy images between registries. */
export const mirrorTools = ['skopeo', 'crane', 'oras'] as const;

export type MirrorTool = (typeof mirrorTools)[number];

/** Copies `$1` to `$2` with every platform, digests unchanged: manifests pin some by digest. */
const copies: Readonly<Record<MirrorTool, string>> = {
  skopeo: 'skopeo copy --all --preserve-digests "docker://$1" "docker://$2"',
  crane: 'crane copy "$1" "$2"',
  oras: 'oras cp "$1" "$2"',
};

/**
 * A shell script that copies everything that an environment pulls into its mirror. It runs where publishers and mirror can both be
 * reached; `MIRROR_IMAGES` and `MIRROR_CHARTS` name another target, such as a registry on a machine that is then carried over.
 */
export function printMirrorScript(list: ImageList, tool: MirrorTool): string {
  const { environment, mirror, images, charts } = list;
  if (mirror === null) throw new Error(`${environment} has no mirror`);
  const published = images.filter(({ own }) => !own);
  const oci = charts.filter(({ source }) => !source.startsWith('https://'));
  const helm = charts.filter(({ source }) => source.startsWith('https://'));
  return `${[
    '#!/bin/sh',
    `# Copies what the environment "${environment}" pulls into its mirror. Written by "npm run images"; log in to the mirror first.`,
    `# Needs ${tool}${helm.length > 0 ? ' and helm 3' : ''}. Running it again copies only what is missing.`,
    'set -eu',
    `images=\${MIRROR_IMAGES:-${mirror.images}}`,
    `charts=\${MIRROR_CHARTS:-${mirror.charts}}`,
    'charts_here=$(mktemp -d)',
    `trap 'rm -rf "$charts_here"' EXIT`,
    '',
    'copy() {',
    `    echo "$1 -> $2"`,
    `    ${copies[tool]}`,
    '}',
    'chart() {',
    `    echo "$1 $2 $3 -> $charts"`,
    '    helm pull "$2" --repo "$1" --version "$3" --destination "$charts_here"',
    '    helm push "$charts_here/$2-$3.tgz" "oci://$charts"',
    '}',
    '',
    ...published.map(({ source, target }) => {
      const path = target.slice(mirror.images.length);
      // Tools refuse a reference with both, and the target needs the tag to be kept by the registry.
      const [tagged = '', digest] = source.split('@');
      const from = digest === undefined ? tagged : `${tagged.replace(/:[^/:]+$/, '')}@${digest}`;
      return `copy ${from} "$images${path.split('@')[0]}"`;
    }),
    ...oci.map(
      ({ source, chart, version }) =>
        `copy ${source}/${chart}:${version.replaceAll('+', '_')} "$charts/${chart}:${version.replaceAll('+', '_')}"`,
    ),
    ...helm.map(({ source, chart, version }) => `chart ${source} ${chart} ${version}`),
  ].join('\n')}\n`;
}
