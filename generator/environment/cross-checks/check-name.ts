import { quote } from '../quote.ts';
import type { CrossCheck } from './cross-check.ts';

/** Names that mean something else: folders of the repository, parts of `apps/`, words of the command line. */
export const reservedNames: readonly string[] = [
  'all',
  'apps',
  'base',
  'children',
  'environments',
  'generator',
  'overlays',
  'root',
  'schema',
  'schemas',
];

/** The name of an environment is the name of its file, and free. */
export const checkName: CrossCheck = ({ resolved: { name }, fileName, report }) => {
  if (name === undefined) return;
  const path = ['name'];
  if (name !== fileName) {
    const message = `the name is ${quote(name)}, the file is ${fileName}.yaml`;
    report({ code: 'name-mismatch', path, message, suggestion: fileName });
  }
  if (reservedNames.includes(name)) {
    const message = `${quote(name)} is a name that the repository uses itself`;
    report({ code: 'reserved-name', path, message, expected: `none of ${reservedNames.join(', ')}` });
  }
};
