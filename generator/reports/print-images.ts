import type { ImageList } from '../platform/list-images.ts';
import { printTable } from './print-table.ts';

/** Everything that an environment pulls, as text for a terminal. */
export function printImages({ environment, mirror, images, charts }: ImageList): string {
  const own = images.filter((image) => image.own);
  return [
    `${environment}: ${images.length} images and ${charts.length} charts, from ${mirror === null ? 'their publishers' : `the mirror ${mirror.images}`}`,
    '',
    ...printTable(
      ['image', 'used by'],
      images.filter((image) => !image.own).map(({ source, usedBy }) => [source, usedBy.join(', ')]),
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
      ['chart', 'version', 'repository'],
      charts.map(({ chart, version, source }) => [chart, version, source]),
    ),
    '',
    'The CRDs of operators come with their charts.',
    '',
  ].join('\n');
}
