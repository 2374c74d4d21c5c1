import { z } from 'zod';
import { unwrapSchema } from '../../generator/environment/schema-at.ts';

/** Calls `visit` for every schema below one, wrappers taken off, with the keys that lead there: `*` for items and free keys. */
export function walkSchema(
  schema: z.core.$ZodType,
  visit: (schema: z.core.$ZodType, path: string, written: z.core.$ZodType) => void,
  path = '',
): void {
  const inner = unwrapSchema(schema) ?? schema;
  visit(inner, path, schema);
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (inner instanceof z.ZodObject)
    for (const [key, child] of Object.entries(inner.shape))
      walkSchema(child as z.core.$ZodType, visit, below(key));
  else if (inner instanceof z.ZodArray) walkSchema(inner.element, visit, below('*'));
  else if (inner instanceof z.ZodRecord) walkSchema(inner.valueType, visit, below('*'));
}

/** Paths of a schema that a value lacks: keys of mappings that are absent, at every depth. */
export function listMissing(schema: z.core.$ZodType, value: unknown, path = ''): string[] {
  if (value === undefined) return [path];
  const inner = unwrapSchema(schema) ?? schema;
  if (value === null) return [];
  const items = Object.entries(value as object);
  if (inner instanceof z.ZodObject)
    return Object.entries(inner.shape).flatMap(([key, child]) =>
      listMissing(child as z.core.$ZodType, (value as Record<string, unknown>)[key], `${path}.${key}`),
    );
  if (inner instanceof z.ZodArray)
    return items.flatMap(([key, item]) => listMissing(inner.element, item, `${path}.${key}`));
  if (inner instanceof z.ZodRecord)
    return items.flatMap(([key, item]) => listMissing(inner.valueType, item, `${path}.${key}`));
  return [];
}
