import { objectIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import type { Report } from '../../rule.ts';

/** Fields of `s3Credentials` (cloudnative-pg/barman-cloud `pkg/api/config.go`), the same in an ObjectStore and in the in-tree stanza. */
const fields: ReadonlySet<string> = new Set([
  'accessKeyId',
  'secretAccessKey',
  'region',
  'sessionToken',
  'inheritFromIAMRole',
]);

/** Credentials under a name that the API does not have: it drops them without a word, and every upload is refused. */
export function findCredentialMistakes(
  resource: RenderedResource,
  configuration: readonly string[],
): Omit<Report, 'setting'>[] {
  const at = [...configuration, 's3Credentials'];
  return Object.keys(objectIn(resource.json, ...at))
    .filter((field) => !fields.has(field))
    .map((field) => ({
      resource,
      path: [...at, field],
      message: `s3Credentials has no field ${field}, so the store has no credentials and every upload fails. Name a Secret and its key in accessKeyId and in secretAccessKey.`,
    }));
}
