import type { Json } from '../kubernetes/object.ts';
import type { RenderedResource } from '../rendered/resource-set.ts';

/** One step into an object: a key, a list index, or the item of a list that carries an identity (`containers[haproxy]`). */
export type Step = string | number | { readonly item: string };

/** One value that differs. `before` is absent when it was added, `after` when it was removed. */
export interface ValueChange {
  readonly path: readonly Step[];
  readonly before?: Json;
  readonly after?: Json;
}

/** Why a difference is not shown; the table in `noise.ts` lists them. */
export type NoiseReason = string;

/** What happened to one object. */
export interface ObjectChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed' | 'moved';
  readonly environment: string;
  /** Absent when the object was added. */
  readonly before?: RenderedResource;
  /** Absent when the object was removed. */
  readonly after?: RenderedResource;
  /** Every difference inside an object that exists on both sides: what dangers are judged by. */
  readonly all: readonly ValueChange[];
  /** What of {@link all} a reviewer should see. */
  readonly values: readonly ValueChange[];
  /** Differences that say nothing to a reviewer, counted by reason. */
  readonly hidden: ReadonlyMap<NoiseReason, number>;
}

/** A path as a person reads it: `spec.template.spec.containers[haproxy].image`, `data["haproxy.cfg"]`. */
export function formatSteps(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (typeof step === 'object') return `${text}[${step.item}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** True when a path goes through these keys first; list items are stepped over by `'*'`. */
export function startsWith(path: readonly Step[], prefix: readonly string[]): boolean {
  return prefix.every((key, index) => {
    const step = path[index];
    return step !== undefined && (key === '*' || step === key);
  });
}
