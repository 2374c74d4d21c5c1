import { Composer, CST, type Document, type ErrorCode, Parser, type YAMLError } from 'yaml';
import type { EnvironmentIssue } from './issue.ts';
import { issueAt, issueOfFile, positionOf, type SourceFile } from './source-file.ts';

/** Deepest nesting of mappings and lists. The schema itself needs 6 levels. */
export const deepestNesting = 32;

/** Most syntax errors that one file reports: later ones are usually echoes of the first. */
const mostSyntaxErrors = 5;

/** What the parser made of a file; the document is absent when nothing more can be said about the file. */
export interface ParsedYaml {
  readonly document?: Document.Parsed;
  readonly issues: readonly EnvironmentIssue[];
}

/** Parses YAML 1.2 core. Syntax errors end the search for other mistakes; a second document does not. */
export function parseYaml(source: SourceFile): ParsedYaml {
  const tokens = [...new Parser().parse(source.text)];
  const deep = findDeepToken(tokens);
  if (deep !== undefined) {
    const message = `nested more than ${deepestNesting} levels deep`;
    return {
      issues: [issueAt(source, { start: deep, end: deep + 1 }, { code: 'too-deep', path: [], message })],
    };
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    // `convertDocument` finds duplicates: in linear time, with the place of the first.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const [document, second] = [...composer.compose(tokens, true, source.text.length)];
  if (document === undefined)
    return { issues: [issueOfFile(source.file, { code: 'empty-file', message: 'the file is empty' })] };
  const faults = [...document.errors, ...document.warnings];
  const syntax = syntaxIssues(source, faults);
  if (syntax.length > 0) return { issues: syntax };
  const issues = faults.map(({ pos: [start, end] }) => {
    const message = 'the tag has no meaning here';
    return issueAt(
      source,
      { start, end },
      { code: 'unknown-tag', path: [], message, expected: 'a plain value' },
    );
  });
  if (second !== undefined) {
    const start = Math.min(second.range[0], source.text.length);
    const message = 'a second document begins here; one file declares one environment';
    issues.push(
      issueAt(source, { start, end: start + 3 }, { code: 'multiple-documents', path: [], message }),
    );
  }
  return { document, issues };
}

/**
 * Offset of the first collection that lies too deep. Looked for before composing, without recursion: the composer recurses, and deep
 * nesting ends the whole process.
 */
function findDeepToken(tokens: readonly CST.Token[]): number | undefined {
  const queue: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const { token, depth } = entry;
    if (CST.isCollection(token)) {
      if (depth >= deepestNesting) return token.offset;
      for (const { key, value } of token.items) {
        if (key) queue.push({ token: key, depth: depth + 1 });
        if (value) queue.push({ token: value, depth: depth + 1 });
      }
    } else if (token.type === 'document' && token.value) queue.push({ token: token.value, depth });
  }
  return undefined;
}

function syntaxIssues(source: SourceFile, faults: readonly YAMLError[]): EnvironmentIssue[] {
  const byLine = new Map<number, EnvironmentIssue>();
  for (const { code, pos, message } of faults) {
    if (code === 'TAG_RESOLVE_FAILED') continue;
    const span = { start: Math.min(pos[0], source.text.length), end: pos[1] };
    const { line } = positionOf(source, span.start);
    if (byLine.has(line) || byLine.size >= mostSyntaxErrors) continue;
    const issue = issueAt(source, span, {
      code: 'yaml-syntax',
      path: [],
      message: explainFault(code, message),
    });
    const conflict = /^(<{7}|={7}|>{7})( |$)/.test(issue.snippet?.text ?? '');
    byLine.set(line, conflict ? { ...issue, message: 'a merge conflict of git is left here' } : issue);
  }
  return [...byLine.values()];
}

const syntaxTexts: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'the indentation does not match the lines above',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot begin here; is a line break or an indentation missing?',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon missing after it?',
  TAB_AS_INDENT: 'a tab stands where YAML wants spaces',
  UNEXPECTED_TOKEN: 'this does not belong here',
};

function explainFault(code: ErrorCode, message: string): string {
  const text = syntaxTexts[code] ?? message.replace(/^Missing closing (.)quote$/, 'a closing $1 is missing');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
