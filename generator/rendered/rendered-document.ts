import {
  groupOf,
  type Identity,
  identityOf,
  type JsonObject,
  type KubernetesObject,
} from '../kubernetes/object.ts';

/**
 * One object as it was rendered. Most of a review's documents are the same on both sides and nobody looks into them: who they are is read
 * at once, the rest when first asked for.
 */
export interface RenderedDocument {
  readonly identity: Identity;
  /**
   * The object.
   *
   * @throws Error when its text is not YAML, or not a map.
   */
  readonly json: JsonObject;
  /** False when the object certainly holds this text nowhere; true when one must look. The text is a word: letters, digits, `.-/_:@`. */
  mayHold(word: string): boolean;
}

/** A document that has been read. */
export function toDocument(json: JsonObject): RenderedDocument {
  return { identity: identityOf(json as unknown as KubernetesObject), json, mayHold: () => true };
}

/** A document that is read when first asked for, where its identity can be told without. Empty ones are undefined. */
export function lazyDocument(
  text: string,
  parse: (text: string) => JsonObject | undefined,
): RenderedDocument | undefined {
  const identity = readIdentity(text);
  if (identity === undefined) {
    const json = parse(text);
    return json === undefined ? undefined : toDocument(json);
  }
  let known: JsonObject | undefined;
  return {
    identity,
    mayHold: (word) => text.includes(word),
    get json() {
      known ??= parse(text) ?? {};
      return known;
    },
  };
}

/** Names and versions without a character that YAML would read in another way; a name of digits alone is a number to it. */
const plainWord = /^(?=.*[a-z])[\w./-]+$/i;

/**
 * Identity of an object that is written as the generator and kustomize write it: in block style, with plain words. What stands in the first
 * column is a key of the object, since every value of it is indented.
 *
 * @returns undefined when it is written in another way.
 */
function readIdentity(text: string): Identity | undefined {
  const apiVersion = wordAfter(text, /^apiVersion: (.*)$/gm);
  const kind = wordAfter(text, /^kind: (.*)$/gm);
  const [metadata, ...others] = [...text.matchAll(/^metadata:\n((?: .*\n?)+)/gm)].map(
    ([, block = '']) => block,
  );
  if (apiVersion === undefined || kind === undefined || metadata === undefined || others.length > 0)
    return undefined;
  const name = wordAfter(metadata, /^ {2}name: (.*)$/gm);
  const namespace = /^ {2}namespace:/m.test(metadata) ? wordAfter(metadata, /^ {2}namespace: (.*)$/gm) : '';
  if (name === undefined || namespace === undefined) return undefined;
  return { group: groupOf(apiVersion), kind, namespace, name };
}

/** What the only match says; undefined when there is another match, or it is no plain word. */
function wordAfter(text: string, pattern: RegExp): string | undefined {
  const [word, ...others] = [...text.matchAll(pattern)].map(([, found = '']) => found);
  return word !== undefined && others.length === 0 && plainWord.test(word) ? word : undefined;
}
