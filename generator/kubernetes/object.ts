/** A JSON value: what a manifest is made of once its types are forgotten. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** The metadata that every object of ours carries. */
export interface ObjectMetadata {
  readonly name: string;
  /** Absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * One Kubernetes object, of any kind. Components build objects with the exact types of `kubernetes-models`
 * (`IDeployment`, `ICluster` …), which are all assignable to this one.
 */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
}

/** Who an object is: its group (`""` for core), kind, namespace (`""` when cluster-scoped) and name. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Group of an `apiVersion`: `apps` for `apps/v1`, `""` for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Identity of an object. The API version is left out: it is a view of the same object. */
export function identityOf(object: KubernetesObject): Identity {
  return {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  };
}

/** One line that is unique per object and reads well: `Deployment.apps matrix/element-web`. */
export function formatIdentity({ group, kind, namespace, name }: Identity): string {
  const type = group === '' ? kind : `${kind}.${group}`;
  return namespace === '' ? `${type} ${name}` : `${type} ${namespace}/${name}`;
}
