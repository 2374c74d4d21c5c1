import type { MirrorTool } from './print-mirror-script.ts';

/** Prints the manifest of the image `$1` byte for byte: its SHA-256 is the digest. */
const manifests: Readonly<Record<MirrorTool, string>> = {
  skopeo: 'skopeo inspect --raw "docker://$1"',
  crane: 'crane manifest "$1"',
  oras: 'oras manifest fetch "$1"',
};

/** A shell script that asks publishers for digests, and prints them as `npm run images -- --digests` reads them. */
export function printDigestScript(environment: string, images: readonly string[], tool: MirrorTool): string {
  return `${[
    '#!/bin/sh',
    `# Prints the digests of everything that the environment "${environment}" pulls. Run it where the internet is.`,
    `# Needs ${tool}, jq and sha256sum.`,
    'set -eu',
    'manifest=$(mktemp)',
    `trap 'rm -f "$manifest"' EXIT`,
    'digests() {',
    `    ${manifests[tool]} > "$manifest"`,
    '    echo "$1 index sha256:$(sha256sum < "$manifest" | cut -c1-64)"',
    // Attestations stand beside the images, for a platform of their own.
    `    jq -r --arg image "$1" '.manifests // [] | .[] | select(.platform.os != "unknown")`,
    `        | "\\($image) \\([.platform.os, .platform.architecture, .platform.variant // empty] | join("/")) \\(.digest)"' "$manifest"`,
    '}',
    '',
    'date -u "+# %Y-%m-%d"',
    ...images.map((image) => `digests ${image}`),
  ].join('\n')}\n`;
}
