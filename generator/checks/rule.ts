import type { LoadedEnvironment } from '../environment/environment.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** How bad a finding is. Checks fail at `error` unless told otherwise. */
export type Severity = 'error' | 'warning' | 'info';

/** Path inside an object: keys and list indexes. */
export type ObjectPath = readonly (string | number)[];

/** What a rule says about one subject. */
export interface Report {
  /** The object that is wrong. */
  readonly resource: RenderedResource;
  /** Where in it. */
  readonly path: ObjectPath;
  /**
   * For a finding inside a ConfigMap's file: text of the line to point at; several, separated by line feeds, are looked for one after
   * the other. `path` is then `['data', '<file>']`.
   */
  readonly lineContaining?: string;
  /** What is wrong, with numbers; why it matters; the smallest fix. */
  readonly message: string;
  /** Environment key to change, dotted: `synapse.router.replicas`. */
  readonly setting?: string;
  /** Other ends of the problem. */
  readonly related?: readonly {
    readonly resource: RenderedResource;
    readonly path: ObjectPath;
    readonly message: string;
  }[];
}

/** What every rule sees: the objects, and where to say what it found. */
export interface RuleContext {
  readonly resources: ResourceSet;
  /** Today, `2026-11-24`. */
  readonly today: string;
  /** Counts one subject that the rule looked at and found right. */
  pass(): void;
  /** Counts one subject and reports it. */
  fail(report: Report): void;
  /** Counts one subject that cannot be judged, and says why. */
  unknown(report: Report): void;
}

/** A Secret that the components of an environment need, as `secrets list` prints it. */
export interface DeclaredSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly {
    readonly key: string;
    /** True when its value also stands in another key: it has a reader even if nobody reads it here. */
    readonly embedded: boolean;
  }[];
}

/** What a rule sees that compares the objects with how the environment was declared. */
export interface DeclaredContext extends RuleContext {
  readonly declared: LoadedEnvironment;
  /** Secrets that the components need. */
  readonly secrets: readonly DeclaredSecret[];
  /** Runbooks of the repository, by path from its root: `docs/runbooks/release.md`. */
  readonly pages: ReadonlySet<string>;
}

/** One check of the whole rendered environment. */
export type Rule = ManifestRule | EnvironmentRule;

/** A rule that judges objects alone, whoever rendered them. */
export interface ManifestRule extends RuleMetadata {
  readonly needsEnvironment?: false;
  /** Pure: reads the context and reports. */
  check(context: RuleContext): void;
}

/** A rule that cannot be judged without an environment file. */
export interface EnvironmentRule extends RuleMetadata {
  readonly needsEnvironment: true;
  /** Pure: reads the context and reports. */
  check(context: DeclaredContext): void;
}

/** What a rule says about itself. */
export interface RuleMetadata {
  /** `family/name`, stable for ever. */
  readonly slug: string;
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** Upstream documentation, source files, or incidents. */
  readonly references: readonly string[];
  /**
   * Components whose objects the rule judges. When an environment has one of them and the rule still looked at nothing, the rule
   * itself is broken and the check fails; when it has none, the rule is not applicable. Empty: always applicable.
   */
  readonly components: readonly string[];
  /** Judges objects that an environment need not have: looking at nothing is then right. */
  readonly optional?: true;
}

/** One finding, located: what reporters print. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly result: 'fail' | 'unknown';
  readonly environment: string;
  readonly message: string;
  /** As `formatIdentity` prints it. */
  readonly resource: string;
  /** Component that the object or file belongs to; empty when it belongs to none. */
  readonly component: string;
  readonly path: ObjectPath;
  /** Generated file and line that hold the wrong value, relative to the repository root. */
  readonly file: string;
  readonly line: number;
  /** Environment key to change, and where it stands or would stand. */
  readonly setting?: { readonly key: string; readonly file: string; readonly line: number };
  readonly related: readonly {
    readonly resource: string;
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }[];
  /** Set when the environment accepts it. */
  readonly accepted?: { readonly reason: string; readonly until: string };
}
