import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How Argo CD assesses the health of one kind. */
export interface HealthCheck {
  /** `<group>_<Kind>`, as Argo CD names kinds in its configuration. */
  readonly kind: string;
  /** Folder of its script and fixtures. */
  readonly folder: string;
  /** Lua that reads the global `obj` and returns `{ status, message }`. */
  readonly script: string;
}

/**
 * Every folder beside this file that has a `health.lua`, by name. Adding a kind is adding a folder with its script and fixtures; kinds of one
 * group that say how they are in the same words share one, `<group>_<Kind>+<Kind>`.
 *
 * The scripts run in Argo CD's sandbox: base, table, `os.time` and `os.date`; no `string`, one second (argoproj/argo-cd v3.4.4
 * `util/lua/lua.go`, `util/lua/oslib_safe.go`).
 */
export function readHealthChecks(): HealthCheck[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((folder) => {
      const script = readFileSync(join(import.meta.dirname, folder, 'health.lua'), 'utf8');
      const [group = '', kinds = ''] = folder.split('_');
      return kinds.split('+').map((kind) => ({ kind: `${group}_${kind}`, folder, script }));
    });
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
