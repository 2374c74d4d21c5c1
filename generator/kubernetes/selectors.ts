import { getIn, listIn, textIn, textsIn } from './json.ts';
import type { Json } from './object.ts';

/** Labels of a pod, a node or a namespace. */
export type Labels = Readonly<Record<string, string>>;

/** True when every label of the selector is there with that value; an empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/**
 * True when a LabelSelector (`matchLabels` and `matchExpressions`, all of them) selects these labels. An empty selector selects
 * everything, an absent one nothing. Source: apimachinery `pkg/labels/selector.go`.
 */
export function matchesLabelSelector(selector: Json | undefined, labels: Labels): boolean {
  if (selector === undefined || selector === null) return false;
  return (
    matchesLabels(textsIn(selector, 'matchLabels'), labels) &&
    listIn(selector, 'matchExpressions').every((requirement) => meetsRequirement(requirement, labels))
  );
}

/**
 * True when one requirement holds: `In`, `NotIn`, `Exists`, `DoesNotExist`, and for nodes `Gt` and `Lt`. `NotIn` also holds when the
 * label is missing; an operator that does not exist never holds.
 */
export function meetsRequirement(requirement: Json, labels: Labels): boolean {
  const value = labels[textIn(requirement, 'key') ?? ''];
  const values = listIn(requirement, 'values').map(String);
  switch (getIn(requirement, ['operator'])) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** A taint of a node. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/**
 * True when one of the tolerations tolerates the taint: an empty key with `Exists` tolerates everything, an empty effect every effect,
 * an absent operator means `Equal`. Source: kubernetes `staging/src/k8s.io/api/core/v1/toleration.go`.
 */
export function toleratesTaint(tolerations: readonly Json[], taint: Taint): boolean {
  return tolerations.some((toleration) => {
    const effect = textIn(toleration, 'effect') ?? '';
    const key = textIn(toleration, 'key') ?? '';
    const operator = textIn(toleration, 'operator') ?? 'Equal';
    if (effect !== '' && effect !== taint.effect) return false;
    if (key !== '' && key !== taint.key) return false;
    if (operator === 'Exists') return true;
    return key !== '' && operator === 'Equal' && (textIn(toleration, 'value') ?? '') === taint.value;
  });
}
