import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import type { ObjectChange, Step } from '../change.ts';

/** What a danger leads to. */
export type DangerClass = 'rejected' | 'operator' | 'data-loss' | 'outage' | 'order' | 'security';

/** One change that needs more than a glance. */
export interface Danger {
  /** Slug of the rule: `data-loss/removed`. */
  readonly rule: string;
  readonly class: DangerClass;
  /** True when merging it as it is does harm or cannot be applied; false when a person must look at it. */
  readonly blocks: boolean;
  readonly environment: string;
  readonly resource: RenderedResource;
  /** Empty when the whole object is meant. */
  readonly path: readonly Step[];
  /** Old and new value, short; absent where there is none. */
  readonly before?: string;
  readonly after?: string;
  /** What happens when this is merged. */
  readonly consequence: string;
  /** What to do instead, or how to do it safely. */
  readonly remedy: string;
}

/** What a danger rule sees: one environment on both sides, and what differs. */
export interface DangerContext {
  readonly before: ResourceSet;
  readonly after: ResourceSet;
  readonly changes: readonly ObjectChange[];
  /** Reports one danger. */
  report(danger: Omit<Danger, 'rule' | 'class' | 'environment'>): void;
}

/** One kind of danger. */
export interface DangerRule {
  /** `class/name`, stable for ever: acknowledgements name it. */
  readonly slug: `${DangerClass}/${string}`;
  readonly title: string;
  /** Upstream source of the facts. */
  readonly references: readonly string[];
  /** Pure: reads the context and reports. */
  check(context: DangerContext): void;
}
