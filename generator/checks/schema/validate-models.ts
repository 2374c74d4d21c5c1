import { findKind, type KindSource } from './kinds.ts';
import type { SchemaIssue } from './schema-issue.ts';
import { checkDocuments, type RenderedDocument, resourceOf } from './validate-schemas.ts';

interface ModelError {
  readonly instancePath: string;
  readonly message?: string;
}

type ModelClass = new (data: unknown) => { validate(): void };

/**
 * Checks documents with the validators that the packages carry: they were made from the OpenAPI documents and know what
 * TypeScript cannot say, such as patterns, ranges and formats. They allow unknown fields, so they stand beside the schemas.
 * Only the kinds in use are loaded. Kinds of source `own` have no model and pass.
 */
export async function validateModels(documents: readonly RenderedDocument[]): Promise<SchemaIssue[]> {
  const models = await loadModels(documents);
  return checkDocuments(documents, ({ object }, { apiVersion, kind }) => {
    const Model = models.get(`${apiVersion} ${kind}`);
    if (Model === undefined) return [];
    try {
      new Model(object).validate();
      return [];
    } catch (error) {
      return readErrors(error);
    }
  });
}

async function loadModels(documents: readonly RenderedDocument[]): Promise<ReadonlyMap<string, ModelClass>> {
  const models = new Map<string, ModelClass>();
  for (const { object } of documents) {
    const { apiVersion, kind } = resourceOf(object);
    const entry = findKind(apiVersion, kind);
    if (entry === undefined || entry.source === 'own' || models.has(`${apiVersion} ${kind}`)) continue;
    models.set(`${apiVersion} ${kind}`, await loadModel(entry.source, entry.apiVersion, entry.kind));
  }
  return models;
}

async function loadModel(source: KindSource, apiVersion: string, kind: string): Promise<ModelClass> {
  const module: Record<string, ModelClass | undefined> = await import(`${source}/${apiVersion}/${kind}`);
  const model = module[kind];
  if (model === undefined) throw new Error(`${source}/${apiVersion}/${kind} exports no ${kind}`);
  return model;
}

function readErrors(error: unknown): Pick<SchemaIssue, 'path' | 'message'>[] {
  const { errors } = error as { errors?: readonly ModelError[] };
  if (errors === undefined) throw error;
  return errors.map(({ instancePath, message }) => ({ path: instancePath, message: message ?? 'invalid' }));
}
