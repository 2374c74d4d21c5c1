import { runKubeconform } from './run-kubeconform.ts';
import { compareIssues, type SchemaIssue } from './schema-issue.ts';
import { validateModels } from './validate-models.ts';
import { type RenderedDocument, validateSchemas } from './validate-schemas.ts';

/** What the schema gate is to check. */
export interface SchemaGateInput {
  /** Every rendered document. */
  readonly documents: readonly RenderedDocument[];
  /** The same documents as files, for kubeconform. One object per file lets every issue be traced. */
  readonly paths: readonly string[];
  /** Absolute path of the directory of the schemas. */
  readonly schemas: string;
  /** Absolute path of kubeconform; undefined where it cannot be had. */
  readonly kubeconform: string | undefined;
}

/** Outcome of the schema gate. */
export interface SchemaGateResult {
  readonly issues: readonly SchemaIssue[];
  /** Documents that were checked. Zero is for the caller to refuse. */
  readonly documents: number;
  /** True when kubeconform was not there and Ajv took its place; a pipeline must refuse that. */
  readonly partial: boolean;
}

/**
 * The schema gate: kubeconform, or Ajv in its place, and the models' validators on top.
 *
 * @throws Error when an engine or a schema file is broken.
 */
export async function checkSchemas(input: SchemaGateInput): Promise<SchemaGateResult> {
  const { documents, paths, schemas, kubeconform } = input;
  const [structure, models] = await Promise.all([
    kubeconform === undefined
      ? validateSchemas(documents, schemas)
      : runKubeconform({ binary: kubeconform, schemas, paths, documents: documents.length }),
    validateModels(documents),
  ]);
  const reported = new Set(structure.map(placeOf));
  const issues = [...structure, ...models.filter((issue) => !reported.has(placeOf(issue)))].sort(
    compareIssues,
  );
  return { issues, documents: documents.length, partial: kubeconform === undefined };
}

/** Both engines see most mistakes; the second report of a place is dropped. */
function placeOf({ file, resource, path }: SchemaIssue): string {
  return JSON.stringify([file, resource?.apiVersion, resource?.kind, resource?.name, path]);
}
