import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import type { Json } from '../kubernetes/object.ts';
import { formatIdentity } from '../kubernetes/object.ts';
import type { JudgedDanger, StaleAcknowledgement } from './acknowledge.ts';
import { formatSteps, type ObjectChange, type ValueChange } from './change.ts';
import { componentOf, nameOf } from './group-changes.ts';
import type { EnvironmentCounts, Review, Verdict } from './review.ts';

/** A danger as reports print it; the same one in several environments is one. */
export interface DangerText {
  readonly rule: string;
  readonly blocks: boolean;
  readonly environments: readonly string[];
  readonly resource: string;
  /** Empty when the whole object is meant. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  readonly consequence: string;
  readonly remedy: string;
  readonly acknowledged?: { readonly reason: string; readonly until: string };
}

/** One value that differs, as lines: `-` old, `+` new, a space for context. */
export interface ValueText {
  readonly path: string;
  readonly lines: readonly string[];
}

/** One object that differs, and every environment in which it does so. */
export interface ChangeText {
  readonly kind: ObjectChange['kind'];
  readonly component: string;
  readonly resource: string;
  /** Old name or old component of a renamed or moved object. */
  readonly from?: string;
  readonly environments: readonly string[];
  readonly values: readonly ValueText[];
}

/** A review as plain data: what every report prints. */
export interface ReviewText {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly counts: readonly (Omit<EnvironmentCounts, 'hidden'> & {
    readonly hidden: Readonly<Record<string, number>>;
  })[];
  readonly images: readonly {
    readonly repository: string;
    readonly before: string;
    readonly after: string;
    readonly environments: readonly string[];
  }[];
  readonly dangers: readonly DangerText[];
  readonly staleAcknowledgements: readonly StaleAcknowledgement[];
  readonly changes: readonly ChangeText[];
}

/** Writes a review down as plain data. */
export function describeReview(review: Review): ReviewText {
  return {
    version: 1,
    verdict: review.verdict,
    counts: review.counts.map((counts) => ({ ...counts, hidden: Object.fromEntries(counts.hidden) })),
    images: review.images.map(({ environments, change }) => ({
      repository: change.repository,
      before: change.before.join(', '),
      after: change.after.join(', '),
      environments,
    })),
    dangers: describeDangers(review.dangers),
    staleAcknowledgements: review.stale,
    changes: review.groups.map(({ change, environments }) => describeChange(change, environments)),
  };
}

function describeDangers(dangers: readonly JudgedDanger[]): DangerText[] {
  const groups = new Map<string, DangerText & { environments: string[] }>();
  for (const { class: _, environment, resource, path, ...rest } of dangers) {
    const text = { ...rest, resource: formatIdentity(resource.identity), path: formatSteps(path) };
    const key = JSON.stringify(text);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...text, environments: [environment] });
    else if (!group.environments.includes(environment)) group.environments.push(environment);
  }
  return [...groups.values()];
}

function describeChange(change: ObjectChange, environments: readonly string[]): ChangeText {
  const { kind, before, after, values } = change;
  const from =
    kind === 'renamed' ? before?.object.metadata.name : kind === 'moved' ? before?.component : undefined;
  return {
    kind,
    component: componentOf(change),
    resource: nameOf(change),
    ...(from !== undefined && { from }),
    environments,
    values:
      kind === 'added' || kind === 'removed'
        ? [wholeObject(kind === 'added' ? '+' : '-', (after ?? before)?.json)]
        : values.map(describeValue),
  };
}

function wholeObject(sign: string, json: Json | undefined): ValueText {
  return { path: '', lines: toLines(json).map((line) => `${sign}${line}`) };
}

function describeValue({ path, before, after }: ValueChange): ValueText {
  const [old, current] = [toLines(before), toLines(after)];
  const lines =
    old.length > 1 && current.length > 1
      ? lineDifference(old, current)
      : [...old.map((line) => `-${line}`), ...current.map((line) => `+${line}`)];
  return { path: formatSteps(path), lines };
}

const contextLines = 2;

function lineDifference(before: readonly string[], after: readonly string[]): string[] {
  const [old, current] = [before, after].map((lines) => `${lines.join('\n')}\n`);
  const { hunks } = structuredPatch('', '', old ?? '', current ?? '', undefined, undefined, {
    context: contextLines,
  });
  return hunks.flatMap(({ lines, oldStart }, index) => [
    ...(index > 0 || oldStart > 1 ? ['@@'] : []),
    ...lines.filter((line) => !line.startsWith('\\')),
  ]);
}

/** Text as its lines, everything else as YAML. */
function toLines(value: Json | undefined): string[] {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : stringify(value, { lineWidth: 0 });
  return text.replace(/\n$/, '').split('\n');
}
