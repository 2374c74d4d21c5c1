import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { PlainSecret } from './seal-secret.ts';

const texts = z.record(z.string(), z.string());

const secretSchema = z.looseObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Secret'),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().min(1),
    labels: texts.optional(),
    annotations: texts.optional(),
  }),
  type: z.string().optional(),
  immutable: z.boolean().optional(),
  data: z.record(z.string(), z.base64()).optional(),
  stringData: texts.optional(),
});

/**
 * Secrets of a stream of YAML documents, `List` objects opened.
 *
 * @throws SyntaxError when a document is something else or has no namespace: the namespace is part of what is encrypted. The message
 * holds no value.
 */
export function readSecrets(text: string): PlainSecret[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents
    .map((document, index): unknown => {
      if (document.errors.length > 0) throw new SyntaxError(`document ${index + 1} is not YAML`);
      return document.toJS();
    })
    .filter((value) => value !== null)
    .flatMap((value) => {
      const { kind, items } = value as { kind?: unknown; items?: unknown };
      return kind === 'List' && Array.isArray(items) ? items : [value];
    })
    .map((value, index) => {
      const read = secretSchema.safeParse(value);
      if (read.success) return read.data as PlainSecret;
      const places = read.error.issues.map(({ path }) => path.join('.') || 'the whole document');
      throw new SyntaxError(`object ${index + 1} is no complete Secret; wrong: ${places.join(', ')}`);
    });
}
