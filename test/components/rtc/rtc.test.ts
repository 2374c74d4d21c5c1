import { describe, expect, it } from 'vitest';
import { makeConfig } from '../../../generator/components/rtc/coturn/config.ts';
import { coturnComponent } from '../../../generator/components/rtc/coturn/coturn.ts';
import { copyTurnSecret, turnUris } from '../../../generator/components/rtc/coturn/names.ts';
import { makePeerRules } from '../../../generator/components/rtc/coturn/peers.ts';
import { totalQuota } from '../../../generator/components/rtc/coturn/quota.ts';
import { livekitComponent } from '../../../generator/components/rtc/livekit/livekit.ts';
import { lkJwtComponent } from '../../../generator/components/rtc/lk-jwt/lk-jwt.ts';
import { findExternalAddress } from '../../../generator/components/rtc/node-address.ts';
import { planPorts } from '../../../generator/components/rtc/port-plan.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { getIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';

const loaded = loadEnvironments(projectRoot).environments ?? [];

function sample(name: string): Environment {
  const found = loaded.find(({ environment }) => environment.name === name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found.environment;
}

const production = sample('production');

function podOf(component: typeof coturnComponent, environment: Environment) {
  const workload = component
    .render(environment)
    .resources.find(({ kind }) => /Deployment|DaemonSet/.test(kind));
  return (...path: (string | number)[]) => getIn(workload as unknown as Json, ['spec', ...path]);
}

describe('the port plan', () => {
  it('is what coturn and LiveKit are configured with', () => {
    const config = serializeConfigFile(makeConfig(production));
    const livekit = livekitComponent.render(production).configMaps[0]?.files['livekit.yaml'];
    const yaml = livekit === undefined ? '' : serializeConfigFile(livekit);
    for (const { program, first, last } of planPorts(production)) {
      const text = program === 'coturn' ? config : yaml;
      expect(text).toContain(String(first));
      expect(text).toContain(String(last));
    }
  });

  it('is declared by the pods, except for the ranges', () => {
    const ports = podOf(coturnComponent, production)('template', 'spec', 'containers', 0, 'ports');
    expect(ports).toEqual([
      { name: 'turn-udp', containerPort: 3478, hostPort: 3478, protocol: 'UDP' },
      { name: 'turn-tcp', containerPort: 3478, hostPort: 3478, protocol: 'TCP' },
      { name: 'turns', containerPort: 5349, hostPort: 5349, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9641, hostPort: 9641, protocol: 'TCP' },
    ]);
  });
});

describe('TURN addresses', () => {
  it('are one name for all nodes, or the names of the nodes', () => {
    expect(turnUris(production)).toEqual([
      'turn:turn.example.org:3478?transport=udp',
      'turn:turn.example.org:3478?transport=tcp',
      'turns:turn.example.org:5349?transport=tcp',
    ]);
    const named: Environment = {
      ...production,
      rtc: { ...production.rtc, turnHosts: ['turn-1.example.org', 'turn-2.example.org'] },
    };
    expect(turnUris(named)).toHaveLength(6);
    const certificate = coturnComponent.render(named).resources.find(({ kind }) => kind === 'Certificate');
    expect(certificate).toHaveProperty('spec.dnsNames', named.rtc.turnHosts);
  });

  it('go with one secret, copied to its readers', () => {
    expect(copyTurnSecret('matrix', 'test')).toEqual({
      name: 'coturn-auth',
      namespace: 'matrix',
      keys: {
        'static-auth-secret': {
          kind: 'copy',
          from: { namespace: 'rtc', name: 'coturn-auth', key: 'static-auth-secret' },
        },
      },
      why: 'test',
    });
  });
});

describe('peers of relays', () => {
  it('are denied in the networks of the cluster, whatever those are', () => {
    const rules = makePeerRules({
      ...production,
      cluster: { ...production.cluster, podCidrs: ['11.0.0.0/9', '2a00:1234::/40'] },
    });
    expect(rules).toContainEqual(['denied-peer-ip', '11.0.0.0-11.127.255.255']);
    expect(rules).toContainEqual(['denied-peer-ip', '2a00:1234::-2a00:1234:ff:ffff:ffff:ffff:ffff:ffff']);
  });

  it('are allowed on WebRTC nodes and in the networks that the environment names', () => {
    const allowed = makePeerRules(sample('airgap')).filter(([key]) => key === 'allowed-peer-ip');
    expect(allowed).toEqual([
      ['allowed-peer-ip', '192.0.2.31-192.0.2.33'],
      ['allowed-peer-ip', '203.0.113.0-203.0.113.255'],
    ]);
  });
});

describe('quotas', () => {
  it('hold everybody when a server is lost, and fit into the relay ports', () => {
    // A tenth of 20000 people with 4 allocations each, on 2 of 3 servers.
    expect(totalQuota(production)).toBe(4000);
    expect(totalQuota(sample('staging'))).toBe(200);
    expect(totalQuota(sample('dev'))).toBe(20);
    for (const { environment } of loaded) {
      const { first, last } = environment.network.ports.turnRelay;
      expect(totalQuota(environment)).toBeLessThanOrEqual(last - first + 1);
    }
  });
});

describe('the address that a node announces', () => {
  it('is its own, or the one that the environment gives', () => {
    expect(findExternalAddress(production)).toBe('external=$NODE_ADDRESS');
    const rtc = { ...production.rtc, externalAddresses: { '192.0.2.31': '198.51.100.31' } };
    expect(findExternalAddress({ ...production, rtc })).toBe(
      'case $NODE_ADDRESS in\n192.0.2.31) external=198.51.100.31 ;;\n*) external=$NODE_ADDRESS ;;\nesac',
    );
  });
});

describe('media servers', () => {
  it('are as many as nodes hold, at most three, each on its own', () => {
    const replicas = loaded.map(({ environment }) => [environment.name, environment.rtc.livekit.replicas]);
    expect(Object.fromEntries(replicas)).toEqual({
      airgap: 3,
      'design-2025': 3,
      dev: 1,
      production: 3,
      staging: 2,
    });
    const spec = podOf(livekitComponent, production);
    expect(spec('template', 'spec', 'affinity')).toBeDefined();
    expect(spec('strategy', 'rollingUpdate')).toEqual({ maxUnavailable: 1, maxSurge: 0 });
  });

  it('do not count as stuck while calls end', () => {
    const spec = podOf(livekitComponent, production);
    expect(spec('progressDeadlineSeconds')).toBeGreaterThan(
      Number(spec('template', 'spec', 'terminationGracePeriodSeconds')),
    );
  });
});

describe('the authoriser', () => {
  it('is one pod and never two, even during an update', () => {
    const spec = podOf(lkJwtComponent, production);
    expect(spec('replicas')).toBe(1);
    expect(spec('strategy')).toEqual({ type: 'Recreate' });
  });

  it('trusts the CA of the environment', () => {
    const volumes = podOf(lkJwtComponent, sample('airgap'))('template', 'spec', 'volumes');
    const trusts = sample('airgap').certificates.trustedCa !== null;
    expect(JSON.stringify(volumes).includes('trusted-ca')).toBe(trusts);
  });
});
