import type { ConfigFile, Directive, HaproxySection } from './config-file.ts';
import { printYaml } from './yaml.ts';

/** Text of a configuration file; ends in one line feed. */
export function serializeConfigFile(file: ConfigFile): string {
  switch (file.format) {
    case 'yaml':
      return comment(file.comment) + printYaml(file.value);
    case 'json':
      return `${JSON.stringify(file.value, undefined, 2)}\n`;
    case 'haproxy':
      return `${comment(file.comment)}${file.sections.map(printSection).join('\n')}`;
    case 'directives':
      return comment(file.comment) + file.directives.map(printDirective).join('');
    case 'text':
      return file.text.endsWith('\n') ? file.text : `${file.text}\n`;
  }
}

function comment(text: string | undefined): string {
  if (text === undefined) return '';
  return text
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('');
}

function printSection({ heading, lines }: HaproxySection): string {
  return [heading, ...lines.map((words) => `    ${words.join(' ')}`), ''].join('\n');
}

function printDirective([key, ...values]: Directive): string {
  return `${[key, ...values.map(quoteDirectiveValue)].join(' ')}\n`;
}

/** Valkey splits a line at blanks and understands double quotes (`sdssplitargs` in its `sds.c`). */
function quoteDirectiveValue(value: string): string {
  return value === '' || /[\s"'\\]/.test(value) ? JSON.stringify(value) : value;
}
