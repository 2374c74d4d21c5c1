import type { MirrorTool } from './print-mirror-script.ts';

/** Prints the tags of the repository `$1`, one a line. */
const lists: Readonly<Record<MirrorTool, string>> = {
  // JSON; a line that is nothing but a text is a tag.
  skopeo: `skopeo list-tags "docker://$1" | sed -n 's/^ *"\\([^"]*\\)",*$/\\1/p'`,
  crane: 'crane ls "$1"',
  oras: 'oras repo tags "$1"',
};

/** A shell script that asks publishers what there is, and prints it as `npm run images -- --newer` reads it. */
export function printTagsScript(
  environment: string,
  repositories: readonly string[],
  tool: MirrorTool,
): string {
  return `${[
    '#!/bin/sh',
    `# Prints what is published of everything that the environment "${environment}" pulls. Run it where the internet is.`,
    `# Needs ${tool} and helm 3.`,
    'set -eu',
    'tags() {',
    `    ${lists[tool]} | sed "s|^|$1 |"`,
    '}',
    'chart() {',
    `    helm show chart "$2" --repo "$1" | sed -n "s|^version: *|$1/$2 |p"`,
    '}',
    '',
    'date -u "+# %Y-%m-%d"',
    ...[...new Set(repositories)].map((repository) => {
      const [, url, chart] = /^(https:\/\/.+)\/([^/]+)$/.exec(repository) ?? [];
      return url === undefined ? `tags ${repository}` : `chart ${url} ${chart}`;
    }),
  ].join('\n')}\n`;
}
