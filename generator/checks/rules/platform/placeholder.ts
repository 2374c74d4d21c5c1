import { walkJson } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

interface Pattern {
  readonly form: RegExp;
  readonly what: string;
}

const unset = 'a value that someone meant to replace';

/** Text that nobody leaves in on purpose. */
const leftovers: readonly Pattern[] = [
  { form: /\bCHANGE_[A-Z][A-Z0-9_]*/, what: unset },
  { form: /\b(?:change|replace)[-_]?me\b/i, what: unset },
  { form: /<(?:your|my)[-_ ][^<>\n]{1,40}>/i, what: unset },
  { form: /\bYOUR[-_](?:DOMAIN|HOST|SERVER|PASSWORD|TOKEN|KEY|SECRET|BUCKET|EMAIL)\b/i, what: unset },
  { form: /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\/\d{1,3}\b/, what: 'a name where an address belongs' },
  {
    form: /\b(?:[a-z0-9-]+\.)*base\.invalid\b/,
    what: 'a host name of the reference environment behind base/',
  },
];

/** Names and addresses that documentation may use and the Internet never does. */
const documentation: readonly Pattern[] = [
  {
    form: /(?<![\w-])(?:[a-z0-9-]+\.)*example\.(?:com|net|org)(?![\w-]|\.[a-z0-9])/,
    what: 'a documentation domain (RFC 2606)',
  },
  {
    form: /(?<![\w-])(?:[a-z0-9-]+\.)+example(?![\w-]|\.[a-z0-9])/,
    what: 'a documentation domain (RFC 2606)',
  },
  {
    form: /(?<![\d.])(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}(?![\d.])/,
    what: 'a documentation address (RFC 5737)',
  },
  { form: /(?<![\da-f:])2001:db8:[\da-f:]*/i, what: 'a documentation address (RFC 3849)' },
];

/** No placeholder is left anywhere, configuration files included. */
export const placeholder: Rule = {
  slug: 'platform/placeholder',
  title: 'Placeholders are replaced',
  severity: 'error',
  why: 'A placeholder deploys without complaint and fails later: certificates for a host that is not yours, an allow list that lets nobody in, a backup that goes nowhere.',
  fix: 'Write the real value into the environment file. In a sample environment (`sample: true`) documentation names and addresses are allowed, other placeholders are not.',
  references: [
    'RFC 2606 (example domains), RFC 5737 and RFC 3849 (documentation addresses)',
    'Design 2025, checklist 10.1: all CHANGE_* placeholders replaced',
  ],
  needsEnvironment: true,
  components: [],
  check({ resources, declared, pass, fail }) {
    const patterns = declared.environment.sample ? leftovers : [...leftovers, ...documentation];
    const some = new RegExp(patterns.map(({ form }) => form.source).join('|'), 'i');
    for (const resource of resources.resources) {
      let clean = true;
      walkJson(resource.json, (value, path) => {
        if (typeof value !== 'string' || !some.test(value)) return;
        const seen = new Set<string>();
        for (const line of value.split('\n')) {
          // A comment in a configuration file changes nothing.
          if (/^\s*#/.test(line)) continue;
          for (const { form, what } of patterns) {
            const text = form.exec(line)?.[0];
            if (text === undefined || seen.has(text)) continue;
            seen.add(text);
            clean = false;
            fail({
              resource,
              path: [...path],
              ...(value.includes('\n') && { lineContaining: text }),
              message: `"${text}" is ${what}. Nothing refuses it when it is applied, and whatever reads it will fail. Set the real value in the environment file.`,
            });
          }
        }
      });
      if (clean) pass();
    }
  },
};
