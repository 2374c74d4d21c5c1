import { isObject, textIn, walkJson } from './json.ts';
import type { Json } from './object.ts';

/** An image that an object, or the values of a chart, name. */
export interface ImageReference {
  readonly image: string;
  readonly path: readonly (string | number)[];
}

/**
 * Every image that a tree names: as `image` or `imageName` (pods, operands of operators), or as `repository` beside `tag` (values of
 * charts).
 */
export function listImageReferences(tree: Json): ImageReference[] {
  const found: ImageReference[] = [];
  walkJson(tree, (value, path) => {
    const key = path.at(-1);
    if (typeof value === 'string' && value !== '' && (key === 'image' || key === 'imageName'))
      found.push({ image: value, path: [...path] });
    if (!isObject(value)) return;
    const repository = textIn(value, 'repository');
    const tag = textIn(value, 'tag');
    if (repository !== undefined && tag !== undefined && tag !== '')
      found.push({ image: `${repository}:${tag}`, path: [...path] });
  });
  return found;
}
