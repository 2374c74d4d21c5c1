import { isObject, textsIn, walkJson } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

const snippet = /^nginx\.ingress\.kubernetes\.io\/[a-z-]*snippet$/;

/** No Ingress brings nginx configuration of its own, and the controller would not take it. */
export const snippets: Rule = {
  slug: 'edge/snippets',
  title: 'No configuration snippets',
  severity: 'error',
  why: 'The admission webhook of ingress-nginx rejects snippets unless two gates are opened, so the sync fails; with the gates open, whoever may write an Ingress runs code in the proxy that holds every TLS key.',
  fix: 'Do it in the router, or with an annotation that says what is wanted (`proxy-body-size`, `whitelist-source-range`); keep `allowSnippetAnnotations: false`.',
  references: [
    'kubernetes/ingress-nginx helm-chart-4.15.1 charts/ingress-nginx/values.yaml: allowSnippetAnnotations, default false since 1.9',
    'kubernetes/ingress-nginx docs: annotations-risk-level, default High; snippets are Critical',
    'CVE-2021-25742',
  ],
  components: ['ingress-nginx'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Ingress', 'networking.k8s.io')) {
      const names = Object.keys(textsIn(resource.json, 'metadata', 'annotations')).filter((name) =>
        snippet.test(name),
      );
      if (names.length === 0) pass();
      for (const name of names) {
        fail({
          resource,
          path: ['metadata', 'annotations', name],
          message: `${name.split('/')[1]} is rejected by the controller's default settings, and the sync fails with it. Say it with an annotation of its own, or do it in the router.`,
        });
      }
    }
    for (const resource of resources.ofKind('Application', 'argoproj.io')) {
      walkJson(resource.json, (value, path) => {
        if (!isObject(value) || !path.includes('valuesObject')) return;
        const open = gates.find(([key, bad]) => bad(value[key]));
        if (open === undefined) {
          if ('allowSnippetAnnotations' in value) pass();
          return;
        }
        fail({
          resource,
          path: [...path, open[0]],
          message: `${open[0]} is ${value[open[0]]}: whoever may write an Ingress then runs code in the proxy that holds every TLS key. Leave it at its default.`,
        });
      });
    }
  },
};

/** Settings that let snippets in, and the values that do. */
const gates: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['allowSnippetAnnotations', (value) => value === true],
  ['allow-snippet-annotations', (value) => String(value) === 'true'],
  ['annotations-risk-level', (value) => value === 'Critical'],
];
