import { describe, expect, it } from 'vitest';
import { healthCustomizations, readHealthChecks } from '../../../generator/argocd/health/health-checks.ts';
import { readFixtures } from './fixtures.ts';
import { runHealth } from './run-health.ts';

const checks = readHealthChecks();
const folders = [...new Map(checks.map((check) => [check.folder, check])).values()];

describe('health checks', () => {
  it('are found by path, and stand in argocd-cm under the name of their kind', () => {
    expect(Object.keys(healthCustomizations())).toEqual([
      'resource.customizations.health.argoproj.io_Application',
      'resource.customizations.health.barmancloud.cnpg.io_ObjectStore',
      'resource.customizations.health.gateway.envoyproxy.io_BackendTrafficPolicy',
      'resource.customizations.health.gateway.envoyproxy.io_ClientTrafficPolicy',
      'resource.customizations.health.gateway.envoyproxy.io_SecurityPolicy',
      'resource.customizations.health.monitoring.coreos.com_Alertmanager',
      'resource.customizations.health.monitoring.coreos.com_Prometheus',
      'resource.customizations.health.postgresql.cnpg.io_Cluster',
      'resource.customizations.health.postgresql.cnpg.io_Database',
      'resource.customizations.health.postgresql.cnpg.io_Pooler',
      'resource.customizations.health.postgresql.cnpg.io_ScheduledBackup',
    ]);
  });

  it('are given fixtures of their own kind, each with a verdict that Argo CD knows', () => {
    const statuses = new Set(['Healthy', 'Progressing', 'Degraded', 'Suspended']);
    const kinds = checks.map(({ kind }) => kind);
    const seen = new Set<string>();
    for (const { folder } of checks) {
      const fixtures = readFixtures(folder);
      expect(fixtures.length, folder).toBeGreaterThanOrEqual(5);
      for (const { name, object, expect: verdict } of fixtures) {
        const group = String(object['apiVersion']).split('/')[0];
        seen.add(`${group}_${object['kind']}`);
        expect(folder, name).toContain(String(object['kind']));
        expect(statuses, name).toContain(verdict.status);
      }
    }
    expect([...seen].sort()).toEqual(kinds);
  });

  it('use nothing that is not in Lua 5.1', () => {
    for (const { kind, script } of checks) {
      const code = script.replace(/--.*$/gm, '').replace(/"[^"]*"/g, '""');
      expect(code, kind).not.toMatch(
        /\/\/|\bgoto\b|<const>|<close>|[&|]|~(?!=)|<<|>>|\bstring\b|\bmath\b|\w:\w/,
      );
    }
  });
});

describe.each(folders)('$folder', ({ folder, script }) => {
  it.each(readFixtures(folder))('$name', async ({ object, expect: verdict }) => {
    expect(await runHealth(script, object)).toEqual(verdict);
  });
});

describe('the sandbox', () => {
  it('is that of Argo CD: no string, no io, no require of the system, a small os', async () => {
    const globals =
      'return { status = tostring(string) .. tostring(io) .. tostring(math) .. tostring(os.execute) }';
    expect((await runHealth(globals, {})).status).toBe('nilnilnilnil');
    await expect(runHealth('return { status = ("x"):upper() }', {})).rejects.toThrow(/index/);
  });
});
