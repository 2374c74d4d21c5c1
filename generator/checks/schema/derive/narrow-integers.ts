import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import type { NumberSite, Step } from './type-to-schema.ts';

interface Validate {
  (data: unknown): boolean;
  errors?: readonly { instancePath: string; keyword: string; params: { type?: unknown } }[] | null;
}

/** A number that is no integer, put where an integer may be wanted. */
const probe = 1.5;

/**
 * TypeScript has only `number`. Each interface of the packages comes with a validator that was made from the OpenAPI
 * document: it is asked, by giving it 1.5 in that one field, whether it wants an integer there.
 *
 * @throws Error when an interface with a number has no validator; our own interfaces say `Integer` instead.
 */
export async function narrowIntegers(sites: readonly NumberSite[]): Promise<void> {
  for (const { schema, file, definition, path } of sites) {
    const validate = await loadValidator(file, definition);
    validate(valueAt(path));
    const refused = validate.errors?.some(
      (error) =>
        error.instancePath === pointerOf(path) && error.keyword === 'type' && error.params.type === 'integer',
    );
    if (refused === true) schema['type'] = 'integer';
  }
}

async function loadValidator(file: string, definition: string): Promise<Validate> {
  const directory = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file)?.[0];
  const validator = directory === undefined ? undefined : join(directory, '_schemas', `${definition}.js`);
  if (validator === undefined || !existsSync(validator)) {
    throw new Error(
      `${file}: ${definition} has a number and no validator that knows whether it is an integer`,
    );
  }
  const module: { validate: Validate } = await import(pathToFileURL(validator).href);
  return module.validate;
}

function valueAt(path: readonly Step[]): Json {
  return path.reduceRight<Json>((value, step) => {
    if (step === 'item') return [value];
    const object: JsonObject = { [nameOf(step)]: value };
    return object;
  }, probe);
}

function pointerOf(path: readonly Step[]): string {
  return path.map((step) => `/${step === 'item' ? '0' : nameOf(step)}`).join('');
}

function nameOf(step: Step): string {
  return typeof step === 'string' ? 'entry' : step.key;
}
