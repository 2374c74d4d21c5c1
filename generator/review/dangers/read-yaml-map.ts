import { parse } from 'yaml';
import { isObject } from '../../kubernetes/json.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';

/** A text as a YAML map; undefined when it is anything else. */
export function readYamlMap(text: Json | undefined): JsonObject | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value = parse(text, { logLevel: 'silent' }) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
