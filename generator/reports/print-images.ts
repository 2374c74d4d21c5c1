import type { ImageList, ListedLicense } from '../platform/list-images.ts';
import { printTable } from './print-table.ts';

/** Everything that an environment pulls, as text for a terminal. */
export function printImages({ environment, mirror, images, charts }: ImageList): string {
  const own = images.filter((image) => image.own);
  return [
    `${environment}: ${images.length} images and ${charts.length} charts, from ${mirror === null ? 'their publishers' : `the mirror ${mirror.images}`}`,
    '',
    ...printTable(
      ['image', 'licence', 'used by'],
      images
        .filter((image) => !image.own)
        .map(({ source, license, usedBy }) => [source, printLicense(license), usedBy.join(', ')]),
    ),
    ...(own.length === 0
      ? []
      : [
          '',
          'Yours to build and push (images/):',
          ...own.map(({ source, usedBy }) => `${source}  ${usedBy.join(', ')}`),
        ]),
    '',
    ...printTable(
      ['chart', 'version', 'licence', 'repository'],
      charts.map(({ chart, version, license, source }) => [chart, version, printLicense(license), source]),
    ),
    '',
    'Licences are those of the programs (SPDX); an image has those of its base system besides. The CRDs of operators come with their charts.',
    '',
  ].join('\n');
}

/** Marks what is not open source: somebody has to read the terms. */
function printLicense(license: ListedLicense | null): string {
  if (license === null) return '';
  return license.openSource ? license.spdx : `${license.spdx} (NOT OSI-approved)`;
}
