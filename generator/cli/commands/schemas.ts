import { exitCode } from '../exit-code.ts';
import type { Verb } from '../verb.ts';

export interface SchemasOptions {
  readonly check: boolean;
  readonly json: boolean;
}

/** Derives the JSON schemas from the typed models and writes them. */
export const schemas: Verb<SchemasOptions> = async ({ root, console }, { check, json }) => {
  // Needs the TypeScript compiler, which only this verb loads.
  const { writeSchemas } = await import('../../checks/schema/derive/write-schemas.ts');
  console.progress('deriving schemas from the typed models');
  const report = await writeSchemas(root, { check });
  const different = [...report.changed, ...report.missing, ...report.extra];
  if (json) console.out(`${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n`);
  else if (different.length === 0) console.out('Current: the schemas are what the models say.\n');
  else
    console.out(
      `${check ? 'Not current. Run: npm run schemas' : 'Updated'}:\n${different.map((path) => `  ${path}\n`).join('')}`,
    );
  return check && different.length > 0 ? exitCode.findings : exitCode.clean;
};
