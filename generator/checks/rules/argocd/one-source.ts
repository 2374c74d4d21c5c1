import { getIn, isObject, listIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const types = ['kustomize', 'helm', 'directory', 'plugin'];

const typesOf = (source: Json | undefined) => types.filter((type) => isObject(getIn(source, [type])));

const rows: readonly FieldRow[] = [
  {
    slug: 'argocd/one-source',
    title: 'An Application says once where it comes from, and how',
    why: 'Argo CD renders nothing of a source with two types, and ignores `source` where `sources` stands; no schema says so.',
    fix: 'Keep one of helm, kustomize, directory and plugin for each source, and one of source and sources.',
    references: [
      'argoproj/argo-cd pkg/apis/application/v1alpha1/types.go: ApplicationSource.ExplicitType, ApplicationSpec.GetSources',
      'argoproj/argo-cd#17354',
    ],
    of: objects('argoproj.io/Application'),
    optional: true,
    path: ['spec'],
    wrong: (value) => {
      const sources = listIn(value, 'sources');
      if (sources.length > 0 && getIn(value, ['source']) !== undefined)
        return 'has source and sources: Argo CD ignores source. Keep one.';
      const two = [getIn(value, ['source']), ...sources].map(typesOf).find((found) => found.length > 1);
      return two === undefined
        ? undefined
        : `has a source of two types (${two.join(', ')}): Argo CD refuses it, and nothing is synced. Keep one.`;
    },
  },
];

/** Sources of Applications. */
export const oneSource = rows.map(makeFieldRule);
