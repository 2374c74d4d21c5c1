import { z } from 'zod';
import { environmentFileSchema } from './schema/environment-schema.ts';

/** Where editors find the schema, relative to the repository root. */
const environmentSchemaPath = 'environments/schema.json';

/** JSON Schema of an environment file, in draft 7: what yaml-language-server reads. */
export function environmentJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(environmentFileSchema, {
    target: 'draft-07',
    io: 'input',
    reused: 'inline',
  });
  return {
    $schema,
    title: 'Environment of matrix-gitops',
    description:
      'One deployment. `npm run generate` checks more than this schema: names, networks, ports and replicas against each other.',
    ...schema,
  };
}

/** The schema as the file that is committed for editors. */
export function printEnvironmentSchema(): { readonly path: string; readonly text: string } {
  return { path: environmentSchemaPath, text: `${JSON.stringify(environmentJsonSchema(), null, 2)}\n` };
}
