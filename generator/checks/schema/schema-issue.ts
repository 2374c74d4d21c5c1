/** One thing that the schema gate found. */
export interface SchemaIssue {
  /**
   * `invalid`: the object does not fit its schema. `error`: it could not be checked, for want of a schema or because it is
   * no Kubernetes object. `skipped`: it was passed over. `count`: not every document was checked.
   */
  readonly kind: 'invalid' | 'error' | 'skipped' | 'count';
  /** File that was checked; empty when the issue is about the whole run. */
  readonly file: string;
  /** The object, as far as it could be read. */
  readonly resource?: SchemaResource;
  /** JSON pointer below the object: `/spec/template/spec/containers/0`; empty for the object itself. */
  readonly path: string;
  readonly message: string;
}

/** What an object calls itself; fields that it lacks are empty. */
export interface SchemaResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** Order of a report: by file, object, path and message. Engines finish in any order. */
export function compareIssues(a: SchemaIssue, b: SchemaIssue): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey({ file, resource, path, message }: SchemaIssue): string {
  return [file, resource?.kind ?? '', resource?.name ?? '', path, message].join('\0');
}
