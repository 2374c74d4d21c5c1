import ts from 'typescript';
import type { JsonObject } from '../../../kubernetes/object.ts';

/** `@minimum` and `@pattern` of a field's TSDoc, which our own interfaces use. */
export function keywordsOf(member: ts.PropertySignature): JsonObject {
  const keywords: JsonObject = {};
  for (const tag of ts.getJSDocTags(member)) {
    const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
    if (tag.tagName.text === 'minimum') keywords['minimum'] = Number(text);
    if (tag.tagName.text === 'pattern') keywords['pattern'] = text;
  }
  return keywords;
}

/** The interface or type alias that a name stands for, through imports and renamed exports. */
export function declarationOf(
  node: ts.Node,
  checker: ts.TypeChecker,
): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return target.declarations?.find(
    (declaration) => ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration),
  );
}

/**
 * The packages export every interface a second time under a name that is unique across packages, with an `I` in front
 * (`IPodSpec as IIoK8sApiCoreV1PodSpec`): without the `I` it names the definition, and the model's own validator.
 */
export function definitionName(declaration: ts.InterfaceDeclaration): string {
  for (const statement of declaration.getSourceFile().statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const alias = statement.exportClause.elements.find(
      (element) => element.propertyName?.text === declaration.name.text,
    );
    if (alias !== undefined) return alias.name.text.replace(/^I/, '');
  }
  return declaration.name.text;
}

/** The error for a form of type that no rule covers. */
export function unsupported(node: ts.Node): Error {
  return new Error(`${whereIs(node)}: no rule turns "${node.getText()}" into a schema`);
}

/** `file:line` of a node. */
export function whereIs(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
