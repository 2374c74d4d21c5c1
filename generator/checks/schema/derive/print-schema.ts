import type { JsonObject } from '../../../kubernetes/object.ts';

/** JSON with one line per definition, so that a diff names what changed and the files stay small. */
export function printSchema({ definitions, ...rest }: JsonObject): string {
  const lines = Object.entries(rest).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const entries = Object.entries((definitions ?? {}) as JsonObject).map(
    ([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  if (entries.length > 0) lines.push(`  "definitions": {\n${entries.join(',\n')}\n  }`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
