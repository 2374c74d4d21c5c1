import { getIn, isObject, textsIn } from '../../../kubernetes/json.ts';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../../../kubernetes/names.ts';
import { formatIdentity, type Json } from '../../../kubernetes/object.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { remember } from '../../remember.ts';
import { removedApis } from '../../removed-apis.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { everything } from '../../tables/subjects.ts';

/** Kinds whose names may have any character but `/` and `%`. */
const freeNames = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'CertificateSigningRequest',
  'ClusterTrustBundle',
  'APIService',
];

/** Kinds whose names are one label of DNS. */
const labelNames = ['Service', 'Namespace'];

const mebibyte = 2 ** 20;
const annotationLimit = 256 * 2 ** 10;

/** What is wrong with a map of labels; undefined when it is right. */
function findLabelMistake(labels: Json | undefined): string | undefined {
  for (const [key, value] of Object.entries(isObject(labels) ? labels : {})) {
    if (!isQualifiedName(key)) return `the label "${key}", whose key is none`;
    if (typeof value !== 'string')
      return `the label ${key}: ${JSON.stringify(value)}, which is not text: quote it`;
    if (!isLabelValue(value))
      return `the label ${key}: "${value}", whose value is none (at most 63 letters, digits and -_. inside)`;
  }
  return undefined;
}

function findAnnotationMistake(annotations: Json | undefined): string | undefined {
  for (const [key, value] of Object.entries(isObject(annotations) ? annotations : {})) {
    if (!isQualifiedName(key)) return `the annotation "${key}", whose key is none`;
    if (typeof value !== 'string')
      return `the annotation ${key}: ${JSON.stringify(value)}, which is not text: quote it`;
  }
  return undefined;
}

const sizeOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );

/** Objects by who they are. */
const sameIdentity = remember(({ resources }) => {
  const byIdentity = new Map<string, RenderedResource[]>();
  for (const resource of resources) {
    const identity = formatIdentity(resource.identity);
    byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), resource]);
  }
  return byIdentity;
});

const rows: readonly FieldRow[] = [
  {
    slug: 'object/name',
    title: 'Names of objects are valid',
    why: 'The API refuses an object whose name has other characters or is too long; no schema says so.',
    fix: 'Small letters, digits, - and . between them; no dots in names of Services and Namespaces.',
    references: ['kubernetes.io docs: Object Names and IDs', 'apimachinery pkg/api/validation/generic.go'],
    of: everything,
    path: ['metadata', 'name'],
    wrong: (value, { resource }) => {
      const name = String(value);
      const { kind } = resource.object;
      if (freeNames.includes(kind))
        return /[/%]/.test(name) || ['.', '..'].includes(name)
          ? `has the name "${name}": the API refuses / and %. Leave them out.`
          : undefined;
      if (labelNames.includes(kind))
        return isDnsLabel(name)
          ? undefined
          : `has the name "${name}": it must be one label of DNS, at most 63 of a-z, 0-9 and -. The API refuses it.`;
      return isDnsSubdomain(name)
        ? undefined
        : `has the name "${name}": it must be a name of DNS, at most 253 of a-z, 0-9, - and dots. The API refuses it.`;
    },
  },
  {
    slug: 'object/labels',
    title: 'Labels and annotations are valid',
    why: 'The API refuses an object with a key or a value of other characters, with longer ones, and with numbers or booleans that nobody quoted.',
    fix: 'Quote what is not text, and shorten or respell the rest.',
    references: ['kubernetes.io docs: Labels and Selectors, Syntax and character set'],
    of: everything,
    path: ['metadata'],
    wrong: (value, { json }) => {
      const mistake =
        findLabelMistake(getIn(value, ['labels'])) ??
        findAnnotationMistake(getIn(value, ['annotations'])) ??
        findLabelMistake(getIn(json, ['spec', 'template', 'metadata', 'labels'])) ??
        findAnnotationMistake(getIn(json, ['spec', 'template', 'metadata', 'annotations']));
      return mistake === undefined ? undefined : `has ${mistake}. The API refuses it.`;
    },
  },
  {
    slug: 'object/size',
    title: 'Objects are not too large',
    why: 'The API refuses more than 1 MiB of data in a ConfigMap or Secret, and more than 256 KiB of annotations.',
    fix: 'Divide it, or put the file into an image or a volume.',
    references: [
      'kubernetes pkg/apis/core/validation/validation.go: ValidateConfigMap, ValidateSecret',
      'apimachinery pkg/api/validation/objectmeta.go: TotalAnnotationSizeLimitB',
    ],
    of: everything,
    path: ['metadata'],
    wrong: (_, { json, resource }) => {
      const annotations = sizeOf(textsIn(json, 'metadata', 'annotations'));
      if (annotations > annotationLimit)
        return `has ${Math.ceil(annotations / 1024)} KiB of annotations: the API refuses more than 256. Move them elsewhere.`;
      if (!['ConfigMap', 'Secret'].includes(resource.object.kind)) return undefined;
      const bytes = ['data', 'binaryData', 'stringData'].reduce(
        (sum, field) => sum + sizeOf(textsIn(json, field)),
        0,
      );
      return bytes <= mebibyte
        ? undefined
        : `holds ${bytes} bytes: the API refuses more than ${mebibyte}. Divide it.`;
    },
  },
  {
    slug: 'object/duplicate',
    title: 'Every object is there once',
    why: 'Of two with one kind, namespace and name the later one wins, or two owners undo what the other does for ever.',
    fix: 'Remove one, or give it another name.',
    references: [
      'argoproj/argo-cd pkg/apis/application/v1alpha1/types.go: ApplicationConditionRepeatedResourceWarning',
    ],
    of: everything,
    path: ['metadata', 'name'],
    wrong: (_, { resource }, resources) => {
      const [first, ...others] = sameIdentity(resources).get(formatIdentity(resource.identity)) ?? [];
      return first === undefined || first === resource
        ? undefined
        : `is there ${others.length + 1} times, first in ${first.file}: which one counts depends on the order. Remove the others.`;
    },
  },
  {
    slug: 'object/api-version',
    title: 'No API version that has been removed',
    why: 'The API server does not know the version any more: the object is refused, and with it the whole sync.',
    fix: 'Write the version that replaces it.',
    references: [
      'kubernetes.io docs: Deprecated API Migration Guide',
      'cert-manager.io docs: API compatibility',
    ],
    of: everything,
    path: ['apiVersion'],
    wrong: (value, { resource }) => {
      const removed = removedApis.find(
        ({ apiVersion, kinds }) =>
          apiVersion === value && (kinds === undefined || kinds.includes(resource.object.kind)),
      );
      return removed === undefined
        ? undefined
        : `is of ${String(value)}, which is gone since ${removed.since}: the API refuses it. Write ${removed.successor}.`;
    },
  },
];

/** What the API server refuses of any object. */
export const objectFields = rows.map(makeFieldRule);
