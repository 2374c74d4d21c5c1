import { getIn, type JsonPath } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { ResourceSet } from '../../rendered/resource-set.ts';
import type { ManifestRule, Severity } from '../rule.ts';
import type { Subject, SubjectFinder } from './subjects.ts';

/** What a row of any table says about itself. */
export interface RowText {
  readonly slug: string;
  readonly title: string;
  /** Default: error */
  readonly severity?: Severity;
  readonly why: string;
  readonly fix: string;
  readonly references: readonly string[];
  /** The row judges objects that an environment need not have. */
  readonly optional?: true;
}

/** A rule as a row: what, where, and which values are wrong. */
export interface FieldRow extends RowText {
  readonly of: SubjectFinder;
  /** Where the value stands inside the subject. */
  readonly path: JsonPath;
  /** Where it stands inside the pod's spec when the subject, a container, does not have it. */
  readonly inherited?: JsonPath;
  /** What is wrong with the value, as the rest of a sentence about the subject; undefined when it is right. */
  readonly wrong: (value: Json | undefined, subject: Subject, resources: ResourceSet) => string | undefined;
}

/** Makes a rule of a row. */
export function makeFieldRule({ of, path, inherited, wrong, ...text }: FieldRow): ManifestRule {
  return {
    ...describeRow(text),
    check({ resources, pass, fail }) {
      for (const subject of of(resources)) {
        const own = getIn(subject.json, path);
        const value =
          own === undefined && inherited !== undefined ? getIn(subject.template?.spec, inherited) : own;
        const message = wrong(value, subject, resources);
        if (message === undefined) pass();
        else
          fail({
            resource: subject.resource,
            path: [...subject.path, ...path],
            message: `${subject.name} ${message}`,
          });
      }
    },
  };
}

/** Metadata of a row as that of a rule. */
export function describeRow({ severity = 'error', ...text }: RowText) {
  return { severity, components: [], ...text };
}
