import { isMap, isScalar, parseDocument } from 'yaml';

/**
 * The text of an environment file with `gitops.release` set to a tag; every other character stays, comments too.
 *
 * @throws SyntaxError when the section `gitops` is not written as lines of its own.
 */
export function writePin(text: string, tag: string): string {
  const document = parseDocument(text);
  const value = JSON.stringify(tag);
  const written = document.getIn(['gitops', 'release'], true);
  const pinned =
    isScalar(written) && written.range
      ? splice(text, written.range[0], written.range[1], value)
      : insertAfterRepository(text, document.get('gitops'), value);
  const result = parseDocument(pinned);
  if (result.errors.length > 0 || result.getIn(['gitops', 'release']) !== tag)
    throw new SyntaxError('gitops is not written as lines of its own; write gitops.release by hand');
  return pinned;
}

/** A line below `repository`, which is required and therefore always there. */
function insertAfterRepository(text: string, gitops: unknown, value: string): string {
  if (!isMap(gitops) || gitops.flow) return text;
  const repository = gitops.items.find(({ key }) => isScalar(key) && key.value === 'repository');
  if (!isScalar(repository?.key) || !repository.key.range) return text;
  const [start] = repository.key.range;
  const indentation = start - (text.lastIndexOf('\n', start) + 1);
  const end = text.indexOf('\n', start);
  const line = `${' '.repeat(indentation)}release: ${value}\n`;
  return end < 0 ? `${text}\n${line}` : splice(text, end + 1, end + 1, line);
}

function splice(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}
