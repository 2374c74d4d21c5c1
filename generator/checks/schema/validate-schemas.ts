import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../../kubernetes/object.ts';
import { findKind, missingSchemaMessage, type SchemaKind, schemaFile } from './kinds.ts';
import { compareIssues, type SchemaIssue, type SchemaResource } from './schema-issue.ts';

/** One rendered document and the file that it stands in. */
export interface RenderedDocument {
  readonly file: string;
  readonly object: Json;
}

/** Checks one document, once its kind is known. */
export type CheckKind = (
  document: RenderedDocument,
  kind: SchemaKind,
) => readonly Pick<SchemaIssue, 'path' | 'message'>[];

/**
 * Checks documents in this process with Ajv, over the schemas that kubeconform uses. It finds what kubeconform finds,
 * except for duplicate keys, which a parsed document no longer shows.
 *
 * @param schemas directory of the schemas.
 * @throws Error when a schema file is missing or does not compile.
 */
export function validateSchemas(documents: readonly RenderedDocument[], schemas: string): SchemaIssue[] {
  const ajv = new Ajv({ allErrors: true, strict: true });
  const compiled = new Map<SchemaKind, ValidateFunction>();
  return checkDocuments(documents, ({ object }, kind) => {
    const validate = compiled.get(kind) ?? compileSchema(ajv, join(schemas, schemaFile(kind)));
    compiled.set(kind, validate);
    return validate(object) ? [] : (validate.errors ?? []).flatMap((error) => readError(error));
  });
}

/** Runs a check over documents whose kind is in the table, and reports those whose kind is not. */
export function checkDocuments(documents: readonly RenderedDocument[], check: CheckKind): SchemaIssue[] {
  const issues = documents.flatMap((document): SchemaIssue[] => {
    const resource = resourceOf(document.object);
    const kind = findKind(resource.apiVersion, resource.kind);
    const issue = { file: document.file, resource };
    if (kind !== undefined)
      return check(document, kind).map((found) => ({ ...issue, kind: 'invalid', ...found }));
    const { apiVersion } = resource;
    const message =
      apiVersion === '' || resource.kind === ''
        ? 'not a Kubernetes object: it has no apiVersion or no kind'
        : missingSchemaMessage(apiVersion, resource.kind);
    return [{ ...issue, kind: 'error', path: '', message }];
  });
  return issues.sort(compareIssues);
}

/** What a document calls itself; empty strings for what it lacks. */
export function resourceOf(object: Json): SchemaResource {
  const root = asObject(object);
  return {
    apiVersion: asText(root['apiVersion']),
    kind: asText(root['kind']),
    name: asText(asObject(root['metadata'])['name']),
  };
}

function asObject(value: Json | undefined): { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function compileSchema(ajv: Ajv, file: string): ValidateFunction {
  try {
    return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} is no usable schema, run npm run schemas: ${(error as Error).message}`);
  }
}

/** A field that the schema does not have; its path leads to the field itself, so that its line can be found. */
export function unknownField(parent: string, field: string): Pick<SchemaIssue, 'path' | 'message'> {
  const key = field.replaceAll('~', '~0').replaceAll('/', '~1');
  return { path: `${parent}/${key}`, message: `unknown field "${field}"` };
}

function readError(error: ErrorObject): Pick<SchemaIssue, 'path' | 'message'>[] {
  const path = error.instancePath;
  switch (error.keyword) {
    // The alternatives report themselves.
    case 'anyOf':
      return [];
    case 'additionalProperties':
      return [unknownField(path, String(error.params['additionalProperty']))];
    case 'required':
      return [{ path, message: `missing field "${error.params['missingProperty']}"` }];
    case 'enum':
      return [{ path, message: `must be one of ${error.params['allowedValues'].join(', ')}` }];
    case 'const':
      return [{ path, message: `must be ${error.params['allowedValue']}` }];
    default:
      return [{ path, message: error.message ?? error.keyword }];
  }
}
