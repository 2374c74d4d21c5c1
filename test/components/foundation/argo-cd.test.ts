import { describe, expect, it } from 'vitest';
import { argoCdComponent } from '../../../generator/components/foundation/argo-cd/argo-cd.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { makeNetworkPolicies } from '../../../generator/platform/make-network-policies.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const reference = referenceEnvironment();
const oidc = {
  url: 'https://argocd.example.org',
  issuer: 'https://login.example.org:8443/realms/ops',
  clientId: 'argocd',
  adminGroup: 'matrix admins',
};

function pool(count: number, roles: Environment['cluster']['nodePools'][string]['roles']) {
  return {
    count,
    roles,
    cpu: '8',
    memory: '32Gi',
    disk: '500Gi',
    labels: {},
    taints: [],
    reserved: { cpu: '500m', memory: '1Gi' },
  };
}

function withPools(nodePools: Environment['cluster']['nodePools'], environment = reference): Environment {
  return { ...environment, cluster: { ...environment.cluster, nodePools } };
}

function withArgocd(argocd: Partial<Environment['argocd']>): Environment {
  return { ...reference, argocd: { ...reference.argocd, ...argocd } };
}

function valuesOf(environment: Environment): JsonObject {
  return argoCdComponent.render(environment).helm?.values as JsonObject;
}

describe('Argo CD', () => {
  it('is there unless somebody else runs it', () => {
    expect(argoCdComponent.enabled(reference)).toBe(true);
    const existing: Environment = { ...reference, slots: { ...reference.slots, argocd: 'existing' } };
    expect(argoCdComponent.enabled(existing)).toBe(false);
  });

  it('has a cache that survives a node where three nodes can carry it', () => {
    const three = withPools({ all: pool(3, []) });
    const single: Environment = { ...three, scale: { ...three.scale, availability: 'single' } };
    const redisHa = (environment: Environment) => valuesOf(environment)['redis-ha'];
    expect(redisHa(three)).toMatchObject({ enabled: true, haproxy: { IPv6: { enabled: false } } });
    expect(redisHa(withPools({ infrastructure: pool(2, ['infrastructure']), all: pool(9, []) }))).toEqual({
      enabled: false,
    });
    expect(redisHa(single)).toEqual({ enabled: false });
  });

  it('trusts the private CA for git and charts where nothing public can be reached', () => {
    const trusted = (environment: Environment) => (valuesOf(environment)['configs'] as JsonObject)['tls'];
    const closed: Environment = {
      ...reference,
      airGapped: true,
      certificates: { ...reference.certificates, trustedCa: 'the CA' },
      gitops: { ...reference.gitops, repository: 'https://git.example.net:8443/a.git' },
      mirror: { images: 'registry.example.net/a', charts: 'charts.example.net:5000/b' },
    };
    expect(trusted(closed)).toEqual({
      certificates: { 'git.example.net': 'the CA', 'charts.example.net': 'the CA' },
    });
    expect(trusted({ ...closed, airGapped: false })).toBeUndefined();
    const ssh = { ...closed, gitops: { ...closed.gitops, repository: 'git@git.example.net:a.git' } };
    expect(trusted(ssh)).toEqual({ certificates: { 'charts.example.net': 'the CA' } });
    expect(
      makeNetworkPolicies(closed, argoCdComponent.render(closed).flows)
        .get('argo-cd')
        ?.flatMap(({ spec }) => spec?.egress ?? [])
        .some(
          ({ ports }) =>
            JSON.stringify(ports) === '[{"protocol":"TCP","port":5000},{"protocol":"TCP","port":8443}]',
        ),
    ).toBe(true);
  });

  it('runs its server and its renderer twice where a node may be lost', () => {
    const { scale } = reference;
    expect(valuesOf(reference).server).toMatchObject({ replicas: 2, pdb: { maxUnavailable: 1 } });
    const single: Environment = { ...reference, scale: { ...scale, availability: 'single' } };
    expect(valuesOf(single).server).toMatchObject({ replicas: 1 });
    expect(valuesOf(single).server).not.toHaveProperty('pdb');
  });

  it('never lets its CRDs go', () => {
    expect(valuesOf(reference).crds).toMatchObject({
      keep: true,
      annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Prune=false,Delete=false' },
    });
  });

  it('lets nobody do anything until somebody signs in', () => {
    expect(valuesOf(reference).configs).toMatchObject({
      cm: { 'admin.enabled': 'true', 'users.anonymous.enabled': 'false', url: '' },
      rbac: { 'policy.default': '', 'policy.csv': '' },
    });
  });

  it('takes administrators from a group and then has no local one', () => {
    const { configs } = valuesOf(withArgocd({ oidc }));
    expect(configs).toMatchObject({
      cm: { 'admin.enabled': 'false', url: oidc.url },
      rbac: { 'policy.csv': 'g, "matrix admins", role:admin' },
    });
    const text = (configs as { cm: Record<string, string> }).cm['oidc.config'] ?? '';
    expect(JSON.parse(text)).toMatchObject({ clientID: 'argocd', enablePKCEAuthentication: true });
    expect(text).not.toContain('ecret');
  });

  it('closes its namespace and opens it for what it does, in one step', () => {
    const { resources, flows } = argoCdComponent.render(reference);
    expect(resources.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'argocd/default-deny',
      'argocd/allow-dns',
    ]);
    const policies = makeNetworkPolicies(reference, flows).get('argo-cd') ?? [];
    const repoServer = policies.find(({ metadata }) => metadata?.name === 'argocd-repo-server');
    expect(repoServer?.spec?.ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 8081 }]);
    const out = repoServer?.spec?.egress?.flatMap(({ ports }) => ports?.map(({ port }) => port));
    expect(out).toEqual([6379, 443]);
  });

  it('reaches git at the port of its URL', () => {
    const at = (repository: string) =>
      argoCdComponent
        .render({ ...reference, gitops: { ...reference.gitops, repository } })
        .flows.find(({ why }) => why.includes('fetches git'))
        ?.ports.map(({ port }) => port);
    expect(at('https://git.example.org/x.git')).toEqual([443]);
    expect(at('https://git.example.org:3000/x.git')).toEqual([443, 3000]);
    expect(at('git@git.example.org:x.git')).toEqual([443, 22]);
    expect(at('ssh://git@git.example.org:2222/x.git')).toEqual([443, 2222]);
  });

  it('tells nobody anything unless a chat server is named', () => {
    expect(valuesOf(reference)['notifications']).toEqual({ enabled: false });
    expect(argoCdComponent.render(reference).secrets).toEqual([]);
  });

  it('tells a chat server, and has the path of its webhook from a Secret', () => {
    const told = withArgocd({ notifications: 'https://chat.example.org:8443' });
    const { secrets, flows } = argoCdComponent.render(told);
    const notifications = valuesOf(told)['notifications'] as Record<string, Record<string, string>>;
    expect(notifications).toMatchObject({
      enabled: true,
      secret: { create: false, name: 'argocd-notifications-secret' },
      subscriptions: [{ recipients: ['chat'], triggers: ['on-sync-failed', 'on-health-degraded'] }],
    });
    expect(JSON.parse(notifications['notifiers']?.['service.webhook.chat'] ?? '')).toMatchObject({
      url: 'https://chat.example.org:8443/$webhook-path',
    });
    expect(secrets).toMatchObject([
      {
        name: 'argocd-notifications-secret',
        namespace: 'argocd',
        keys: { 'webhook-path': { kind: 'provided' } },
      },
    ]);
    const egress = makeNetworkPolicies(told, flows)
      .get('argo-cd')
      ?.find(({ metadata }) => metadata?.name === 'argocd-notifications-controller')
      ?.spec?.egress?.flatMap(({ ports }) => ports?.map(({ port }) => port));
    expect(egress).toEqual([6443, 8443]);
  });

  it('trusts the private CA for a chat server in an air gap', () => {
    const closed = withArgocd({ notifications: 'https://chat.example.net' });
    expect(
      valuesOf({
        ...closed,
        airGapped: true,
        certificates: { ...closed.certificates, trustedCa: 'the CA' },
      })['configs'],
    ).toMatchObject({ tls: { certificates: { 'chat.example.net': 'the CA' } } });
  });

  it('reaches other clusters and the identity provider only when there are some', () => {
    const reasons = (environment: Environment) =>
      argoCdComponent.render(environment).flows.map(({ why }) => why);
    expect(reasons(reference).filter((why) => /other clusters|sign in/.test(why))).toEqual([]);
    const more = argoCdComponent.render(withArgocd({ oidc, remoteClusters: ['198.51.100.0/28'] })).flows;
    expect(more.find(({ why }) => why.includes('sign in'))?.ports).toEqual([{ port: 8443, protocol: 'TCP' }]);
    expect(more.find(({ why }) => why.includes('other clusters'))?.to).toEqual({
      kind: 'cidrs',
      cidrs: ['198.51.100.0/28'],
    });
  });
});
