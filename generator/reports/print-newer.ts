import type { ComparedVersion } from '../platform/find-newer.ts';
import { printTable } from './print-table.ts';

/** What has a newer version, and what the file says nothing about. */
export function printNewer(environment: string, compared: readonly ComparedVersion[]): string {
  const newer = compared.filter((one) => one.newer !== undefined);
  const unknown = compared.filter(({ known }) => !known);
  return [
    `${environment}: ${newer.length} of ${compared.length} images and charts have a newer version in the same form`,
    ...(newer.length === 0
      ? []
      : [
          '',
          ...printTable(
            ['repository', 'pinned', 'newer'],
            newer.map((one) => [one.repository, one.pinned, one.newer ?? '']),
          ),
        ]),
    ...(unknown.length === 0
      ? []
      : ['', 'The file says nothing about:', ...unknown.map(({ repository }) => `  ${repository}`)]),
    '',
    'Read the release notes, then change generator/versions.ts.',
    '',
  ].join('\n');
}
