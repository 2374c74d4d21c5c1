import { expect, test } from 'vitest';
import type { ConfigFile } from '../../generator/formats/config-file.ts';
import { serializeConfigFile } from '../../generator/formats/serialize-config-file.ts';

const cases: readonly (readonly [string, ConfigFile, string])[] = [
  ['yaml', { format: 'yaml', value: { a: 'on' }, comment: 'why\nso' }, '# why\n# so\na: "on"\n'],
  ['json', { format: 'json', value: { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}\n'],
  [
    'haproxy',
    {
      format: 'haproxy',
      sections: [
        { heading: 'global', lines: [['maxconn', '10'], ['# why']] },
        { heading: 'frontend f', lines: [['bind', ':80']] },
      ],
    },
    'global\n    maxconn 10\n    # why\n\nfrontend f\n    bind :80\n',
  ],
  [
    'directives',
    {
      format: 'directives',
      directives: [
        ['port', '6379'],
        ['save', ''],
        ['user', 'a b', 'c'],
      ],
    },
    'port 6379\nsave ""\nuser "a b" c\n',
  ],
  ['text without a last line feed', { format: 'text', text: '#!/bin/sh' }, '#!/bin/sh\n'],
  ['text', { format: 'text', text: 'a\n' }, 'a\n'],
];

test.each(cases)('%s', (_, file, text) => {
  expect(serializeConfigFile(file)).toBe(text);
});
