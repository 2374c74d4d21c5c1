import type { JsonObject } from '../../../kubernetes/object.ts';

/**
 * What the API server accepts as a quantity. Source: apimachinery `pkg/api/resource/quantity.go`. It is the form that
 * `generator/kubernetes/quantity.ts` parses; a test holds the two together.
 */
const quantityPattern =
  '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$';

/** Schema of a type that TypeScript describes too loosely, by its name; undefined for every other type. */
export function findSpecialType(name: string): JsonObject | undefined {
  switch (name) {
    case 'IQuantity':
      return { anyOf: [{ type: 'string', pattern: quantityPattern }, { type: 'number' }] };
    case 'IIntOrString':
      return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
    // apiextensions' JSON is any value, which the packages write as an empty interface.
    case 'IJSON':
      return {};
    case 'Integer':
      return { type: 'integer' };
    default:
      return undefined;
  }
}
