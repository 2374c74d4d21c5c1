import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const generator = join(import.meta.dirname, '..', 'generator');

/** Rooms of the house, each with the rooms that it may import. A room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kubernetes: [],
  formats: ['kubernetes'],
  versions: [],
  metrics: [],
  environment: ['kubernetes'],
  components: ['environment', 'formats', 'kubernetes', 'metrics', 'versions'],
  platform: ['components', 'environment', 'formats', 'kubernetes', 'metrics', 'secrets', 'versions'],
  argocd: ['components', 'environment', 'formats', 'kubernetes', 'platform', 'versions'],
  secrets: ['components: types', 'kubernetes', 'platform: types'],
  verify: ['components', 'environment', 'kubernetes', 'platform: types'],
  drills: ['components', 'environment', 'kubernetes', 'platform: types', 'verify'],
  output: ['environment', 'formats', 'kubernetes', 'platform', 'components: types', 'versions'],
  tools: [],
  rendered: ['kubernetes', 'formats', 'tools'],
  checks: ['environment', 'formats', 'kubernetes', 'metrics', 'rendered', 'tools', 'versions'],
  review: ['kubernetes', 'rendered'],
  reports: [
    'kubernetes',
    'environment',
    'platform: types',
    'secrets: types',
    'checks: types',
    'review: types',
    'verify: types',
    'drills: types',
    'rendered: types',
    'output: types',
  ],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports = readdirSync(generator, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'))
  .flatMap(readImports);

function readImports(file: string): Import[] {
  const text = readFileSync(join(generator, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'(\.[^']+)'/gm);
  const dynamic = text.matchAll(/()import\('(\.[^']+)'\)/g);
  return [...statements, ...dynamic].map(([, type, target = '']) => ({
    file,
    from: roomOf(file),
    to: roomOf(posix.join(dirname(file), target)),
    typeOnly: type !== undefined && type !== '',
  }));
}

function roomOf(file: string): string {
  return (file.split('/')[0] ?? '').replace(/\.ts$/, '');
}

describe('the house', () => {
  it('has a row in the table for every room', () => {
    const rooms = new Set(imports.flatMap(({ from, to }) => [from, to]));
    expect([...rooms].filter((room) => room !== 'cli' && !(room in mayImport))).toEqual([]);
  });

  it('imports only what the table allows', () => {
    const wrong = imports
      .filter(({ from, to }) => from !== 'cli' && from !== to)
      .filter(({ from, to, typeOnly }) => {
        const allowed = mayImport[from] ?? [];
        return !(allowed.includes(to) || (typeOnly && allowed.includes(`${to}: types`)));
      })
      .map(({ file, to, typeOnly }) => `${file} imports ${to}${typeOnly ? ' (types)' : ''}`);
    expect(wrong).toEqual([]);
  });

  it('has nobody who imports the command line', () => {
    expect(imports.filter(({ from, to }) => to === 'cli' && from !== 'cli')).toEqual([]);
  });

  it('names nothing outside the repository', () => {
    const outside = imports.filter(({ file, to }) => to === '..' || relative('.', file).startsWith('..'));
    expect(outside).toEqual([]);
  });
});
