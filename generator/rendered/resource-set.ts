import type { Identity, JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import type { RenderedDocument } from './rendered-document.ts';

/** One object that Argo CD would apply, and where it came from. */
export interface RenderedResource {
  readonly identity: Identity;
  /** Resources with one document are the same object: renderings that are compared share their documents. */
  readonly document: RenderedDocument;
  /** Read when first asked for: who only wants to know which object it is asks for its identity. */
  readonly object: KubernetesObject;
  /** The same object without its type, for walking. */
  readonly json: JsonObject;
  readonly environment: string;
  /** Component directory; `argocd` for what stands in `apps/<environment>/`. */
  readonly component: string;
  /** File that defines it, relative to the repository root: in `base/`, `overlays/` or `apps/`. */
  readonly file: string;
  /** Overlay files that change it, relative to the repository root, in the order in which they apply. */
  readonly patches: readonly string[];
}

/** A pod template inside a workload, or the pod that an operator makes. */
export interface PodTemplate {
  readonly owner: RenderedResource;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where `spec` stands inside the owner: `['spec', 'template', 'spec']`. */
  readonly path: readonly string[];
  readonly spec: JsonObject;
  /** Pods at the same time; `undefined` when it depends on the nodes (DaemonSet) or on time (CronJob). */
  readonly replicas: number | undefined;
}

/** All rendered objects of one environment, indexed once. */
export interface ResourceSet {
  readonly environment: string;
  readonly resources: readonly RenderedResource[];
  ofKind(kind: string, group?: string): readonly RenderedResource[];
  /** The object with this kind, namespace (`''` for cluster-scoped) and name, if rendered. */
  find(kind: string, namespace: string, name: string): RenderedResource | undefined;
  /** Pod templates of every workload kind. */
  readonly podTemplates: readonly PodTemplate[];
  /** Pod templates of one namespace. */
  podsIn(namespace: string): readonly PodTemplate[];
  /** Components of this environment: those with an Application, whether or not they render objects here (charts do not). */
  readonly components: ReadonlySet<string>;
  /** What charts render, by Application; empty unless somebody had them rendered. */
  readonly charts: ReadonlyMap<string, readonly RenderedResource[]>;
}
