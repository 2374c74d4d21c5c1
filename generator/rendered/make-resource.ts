import type { JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import { RenderFailure } from './render-problem.ts';
import type { RenderedDocument } from './rendered-document.ts';
import type { RenderedResource } from './resource-set.ts';

/** Where a document of an environment was found. */
export interface Provenance extends Pick<RenderedResource, 'environment' | 'component' | 'file'> {
  /** Default: none */
  readonly readPatches?: () => readonly string[];
}

/** An object of an environment. It is read when first asked for, and so are its patches: only findings and reviews ask for them. */
export function makeResource(
  document: RenderedDocument,
  { environment, component, file, readPatches = () => [] }: Provenance,
): RenderedResource {
  return {
    document,
    identity: document.identity,
    environment,
    component,
    file,
    get json() {
      return read(document, file);
    },
    get object() {
      return read(document, file) as unknown as KubernetesObject;
    },
    get patches() {
      return readPatches();
    },
  };
}

/** @throws RenderFailure when the document is not YAML, or not a map. */
function read(document: RenderedDocument, file: string): JsonObject {
  try {
    return document.json;
  } catch (error) {
    throw error instanceof RenderFailure
      ? error
      : new RenderFailure({ file, message: (error as Error).message });
  }
}
