import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How Argo CD assesses the health of one kind. */
export interface HealthCheck {
  /** `<group>_<Kind>`, as Argo CD names kinds in its configuration. */
  readonly kind: string;
  /** Lua that reads the global `obj` and returns `{ status, message }`. */
  readonly script: string;
}

/**
 * Every folder beside this file that has a `health.lua`, by name. Adding a kind is adding a folder with its script and fixtures.
 *
 * The scripts run in Argo CD's sandbox: base, table, `os.time` and `os.date`; no `string`, one second (argoproj/argo-cd v3.4.4
 * `util/lua/lua.go`, `util/lua/oslib_safe.go`).
 */
export function readHealthChecks(): HealthCheck[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((kind) => ({
      kind,
      script: readFileSync(join(import.meta.dirname, kind, 'health.lua'), 'utf8'),
    }));
}

/**
 * The checks as keys of ConfigMap `argocd-cm`. They take precedence over those built into Argo CD (argoproj/argo-cd v3.4.4
 * `util/lua/lua.go`, `docs/operator-manual/health.md`).
 */
export function healthCustomizations(): Record<string, string> {
  return Object.fromEntries(
    readHealthChecks().map(({ kind, script }) => [`resource.customizations.health.${kind}`, script]),
  );
}
