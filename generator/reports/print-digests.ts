import type { ComparedDigest } from '../platform/compare-digests.ts';

/** What has moved, what can be recorded, and what the file says nothing about. */
export function printDigests(environment: string, compared: readonly ComparedDigest[]): string {
  const moved = compared.filter((one) => one.moved);
  const missing = compared.filter(({ pinned, published }) => pinned === undefined && published !== undefined);
  const unknown = compared.filter(({ published }) => published === undefined);
  const part = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
  return [
    `${environment}: ${compared.length} images; ${compared.filter(({ pinned }) => pinned !== undefined).length} have a digest, ${moved.length} of their tags have moved`,
    ...part(
      'Pushed again under the same tag; find out why before you take the new one:',
      moved.map(
        ({ image, pinned, published, changedPlatforms }) =>
          `  ${image}  ${pinned ?? 'no index'} -> ${published ?? 'unknown'}${changedPlatforms.length > 0 ? ` (${changedPlatforms.join(', ')})` : ''}`,
      ),
    ),
    ...part(
      'To record in generator/versions.ts:',
      missing.flatMap(({ image, published, platforms }) => [
        `  ${image}`,
        `    digest: '${published}',`,
        ...(Object.keys(platforms).length === 0
          ? []
          : [
              '    platforms: {',
              ...Object.entries(platforms).map(([platform, digest]) => `      '${platform}': '${digest}',`),
              '    },',
            ]),
      ]),
    ),
    ...part(
      'The file says nothing about:',
      unknown.map(({ image }) => `  ${image}`),
    ),
    '',
  ].join('\n');
}
