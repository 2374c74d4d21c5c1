import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { declarationOf, definitionName, keywordsOf, unsupported, whereIs } from './read-declaration.ts';
import { findSpecialType } from './special-types.ts';

/** One step from an object to a value below it. */
export type Step = { readonly key: string } | 'item' | 'entry';

/** A `number` whose model may know that it is an integer. */
export interface NumberSite {
  /** The schema node to correct. */
  readonly schema: JsonObject;
  /** File of the interface that declares the field. */
  readonly file: string;
  /** Name of that interface's definition. */
  readonly definition: string;
  readonly path: readonly Step[];
}

/** What a conversion collects beside the schema that it returns. */
export interface Conversion {
  readonly checker: ts.TypeChecker;
  /** Definition name to its schema; an interface is converted once. */
  readonly definitions: Map<string, JsonObject>;
  /** Definition name to the interfaces that have it: two packages may carry the same type, one of them for its own use. */
  readonly owners: Map<string, ts.InterfaceDeclaration[]>;
  readonly numbers: NumberSite[];
}

interface Place {
  readonly file: string;
  readonly definition: string;
  readonly path: readonly Step[];
}

/**
 * Schema of a type as it is written in the source: objects closed, `?` not required, index signatures as maps, interfaces
 * as definitions.
 *
 * @throws Error on a form of type that has no rule here, with its file and line.
 */
export function typeToSchema(node: ts.TypeNode, place: Place, conversion: Conversion): JsonObject {
  const convert = (inner: ts.TypeNode, step?: Step): JsonObject =>
    typeToSchema(inner, step === undefined ? place : { ...place, path: [...place.path, step] }, conversion);

  if (ts.isParenthesizedTypeNode(node)) return convert(node.type);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword)
    return convert(node.type);
  if (ts.isArrayTypeNode(node)) return { type: 'array', items: convert(node.elementType, 'item') };
  if (ts.isUnionTypeNode(node)) return unionToSchema(node, convert);
  if (ts.isLiteralTypeNode(node)) return literalToSchema(node);
  if (ts.isTypeLiteralNode(node)) return membersToSchema([...node.members], place, conversion);
  if (ts.isTypeReferenceNode(node)) return referenceToSchema(node, place, conversion);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    // What the package's own source leaves open, such as a union without a type in the CRD.
    case ts.SyntaxKind.AnyKeyword:
      return {};
    case ts.SyntaxKind.NumberKeyword: {
      const schema: JsonObject = { type: 'number' };
      conversion.numbers.push({ schema, ...place });
      return schema;
    }
    default:
      throw unsupported(node);
  }
}

function unionToSchema(node: ts.UnionTypeNode, convert: (inner: ts.TypeNode) => JsonObject): JsonObject {
  const schemas = node.types.map((type) => convert(type));
  const constants = schemas.flatMap(({ const: constant }) => (constant === undefined ? [] : [constant]));
  const [first] = schemas;
  const sameType = schemas.every(({ type }) => type === first?.['type']);
  if (first?.['type'] !== undefined && sameType && constants.length === schemas.length)
    return { type: first['type'], enum: constants.sort() };
  return { anyOf: schemas };
}

function literalToSchema(node: ts.LiteralTypeNode): JsonObject {
  if (ts.isStringLiteral(node.literal)) return { type: 'string', const: node.literal.text };
  if (ts.isNumericLiteral(node.literal)) return { type: 'integer', const: Number(node.literal.text) };
  throw unsupported(node);
}

function referenceToSchema(node: ts.TypeReferenceNode, place: Place, conversion: Conversion): JsonObject {
  const [argument] = node.typeArguments ?? [];
  const name = node.typeName.getText();
  if (argument !== undefined && (name === 'Array' || name === 'ReadonlyArray')) {
    const path: Step[] = [...place.path, 'item'];
    return { type: 'array', items: typeToSchema(argument, { ...place, path }, conversion) };
  }
  const declaration = declarationOf(node.typeName, conversion.checker);
  const special = findSpecialType(declaration?.name.text ?? name);
  if (special !== undefined) return special;
  if (declaration !== undefined && ts.isTypeAliasDeclaration(declaration)) {
    return typeToSchema(declaration.type, place, conversion);
  }
  if (declaration !== undefined && ts.isInterfaceDeclaration(declaration)) {
    return { $ref: `#/definitions/${defineInterface(declaration, conversion)}` };
  }
  throw unsupported(node);
}

/**
 * Converts an interface, once, and returns the name of its definition.
 *
 * @throws Error when another interface has the name and a different schema.
 */
export function defineInterface(declaration: ts.InterfaceDeclaration, conversion: Conversion): string {
  const { definitions, owners } = conversion;
  const name = definitionName(declaration);
  const [owner, ...copies] = owners.get(name) ?? [];
  if (owner === declaration || copies.includes(declaration)) return name;
  owners.set(name, owner === undefined ? [declaration] : [owner, ...copies, declaration]);
  const place = { file: declaration.getSourceFile().fileName, definition: name, path: [] };
  const schema = membersToSchema(allMembers(declaration, conversion), place, conversion);
  if (owner === undefined) definitions.set(name, schema);
  else if (!isDeepStrictEqual(schema, definitions.get(name)))
    throw new Error(`two interfaces are named ${name}: ${whereIs(owner)}, ${whereIs(declaration)}`);
  return name;
}

/** Members of an interface and of what it extends; its own come last, so they override. */
function allMembers(declaration: ts.InterfaceDeclaration, conversion: Conversion): ts.TypeElement[] {
  const inherited = (declaration.heritageClauses ?? []).flatMap((clause) =>
    clause.types.flatMap((type) => {
      const parent = declarationOf(type.expression, conversion.checker);
      if (parent === undefined || !ts.isInterfaceDeclaration(parent)) throw unsupported(type);
      return allMembers(parent, conversion);
    }),
  );
  return [...inherited, ...declaration.members];
}

function membersToSchema(
  members: readonly ts.TypeElement[],
  place: Place,
  conversion: Conversion,
): JsonObject {
  const properties: JsonObject = {};
  const required = new Set<string>();
  let entries: JsonObject | undefined;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) {
      entries = typeToSchema(member.type, { ...place, path: [...place.path, 'entry'] }, conversion);
      continue;
    }
    if (
      !ts.isPropertySignature(member) ||
      member.type === undefined ||
      ts.isComputedPropertyName(member.name)
    ) {
      throw unsupported(member);
    }
    const key = member.name.text;
    const path = [...place.path, { key }];
    properties[key] = Object.assign(
      typeToSchema(member.type, { ...place, path }, conversion),
      keywordsOf(member),
    );
    if (member.questionToken === undefined) required.add(key);
    else required.delete(key);
  }
  // An interface without a single member is how the packages write "any object": RawExtension, FieldsV1.
  if (members.length === 0) return { type: 'object' };
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.size > 0 && { required: [...required].sort() }),
    additionalProperties: entries ?? false,
  };
}
