import { component } from '../../components/foundation/argo-cd/names.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import { healthCustomizations } from './health-checks.ts';

/** The values of a chart; those of Argo CD with the health checks as keys of its ConfigMap `argocd-cm`. */
export function withHealthChecks(of: string, values: JsonObject): JsonObject {
  if (of !== component) return values;
  const configs = asObject(values.configs);
  return { ...values, configs: { ...configs, cm: { ...asObject(configs.cm), ...healthCustomizations() } } };
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
