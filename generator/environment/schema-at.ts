import { z } from 'zod';
import type { Path } from './path.ts';
import { environmentFileSchema } from './schema/environment-schema.ts';

/** The schema of a setting, without its optional and nullable wrappers; `undefined` where anything or nothing is allowed. */
export function schemaAt(path: Path): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = environmentFileSchema;
  for (const step of path) {
    if (schema instanceof z.ZodObject)
      schema = Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else return undefined;
    schema = unwrapSchema(schema);
  }
  return schema;
}

/** The schema inside optional and nullable wrappers. */
export function unwrapSchema(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrapSchema(schema.unwrap())
    : schema;
}

/** Keys that a mapping may have; none for mappings whose keys the user chooses. */
export function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Sections that have a setting of this name, as paths of fixed keys. */
export function sectionsWith(key: string): readonly Path[] {
  sections ??= indexSections();
  return sections.get(key) ?? [];
}

let sections: ReadonlyMap<string, readonly Path[]> | undefined;

function indexSections(): Map<string, Path[]> {
  const found = new Map<string, Path[]>();
  const visit = (schema: z.core.$ZodType | undefined, path: Path) => {
    if (!(schema instanceof z.ZodObject)) return;
    for (const [name, child] of Object.entries(schema.shape)) {
      found.set(name, [...(found.get(name) ?? []), path]);
      visit(unwrapSchema(child), [...path, name]);
    }
  };
  visit(environmentFileSchema, []);
  return found;
}

/** Smallest and largest number that a setting takes. */
export function boundsAt(path: Path): { least: number; most: number } | undefined {
  const schema = schemaAt(path);
  if (!(schema instanceof z.ZodNumber)) return undefined;
  const { minValue, maxValue } = schema;
  return minValue === null || maxValue === null ? undefined : { least: minValue, most: maxValue };
}

/** Description of a setting, for messages. */
export function descriptionAt(path: Path): string | undefined {
  const parent = schemaAt(path.slice(0, -1));
  const key = path.at(-1);
  if (!(parent instanceof z.ZodObject) || key === undefined) return undefined;
  const schema: unknown = parent.shape[key];
  return schema instanceof z.ZodType ? schema.description : undefined;
}
