import { describe, expect, it } from 'vitest';
import { barmanCloudComponent } from '../../../generator/components/operators/barman-cloud.ts';
import { certManagerComponent } from '../../../generator/components/operators/cert-manager.ts';
import { cloudnativePgComponent } from '../../../generator/components/operators/cloudnative-pg.ts';
import { prometheusCrdsComponent } from '../../../generator/components/operators/prometheus-crds.ts';
import { tiers } from '../../../generator/components/tiers.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { makeNetworkPolicies } from '../../../generator/platform/make-network-policies.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const high = referenceEnvironment();
const single: Environment = { ...high, scale: { ...high.scale, availability: 'single' } };

const pool: Environment['cluster']['nodePools'][string] = {
  count: 2,
  roles: ['infrastructure'],
  cpu: '8',
  memory: '32Gi',
  disk: '500Gi',
  labels: { 'node-role.kubernetes.io/infrastructure': '' },
  taints: [{ key: 'dedicated', value: 'infrastructure', effect: 'NoSchedule' }],
  reserved: { cpu: '500m', memory: '1Gi' },
};
const pooled: Environment = { ...high, cluster: { ...high.cluster, nodePools: { infrastructure: pool } } };
const placed = {
  nodeSelector: { 'node-role.kubernetes.io/infrastructure': '' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'infrastructure', effect: 'NoSchedule' }],
};

describe('cert-manager', () => {
  it('is the pinned chart', () => {
    const { helm } = certManagerComponent.render(high);
    expect(helm?.chart).toMatchObject({
      repository: 'https://charts.jetstack.io',
      chart: 'cert-manager',
      version: 'v1.21.1',
    });
    expect(helm?.releaseName).toBe('cert-manager');
  });

  it('brings its CRDs, keeps its lease in its own namespace and runs no hook', () => {
    expect(certManagerComponent.render(high).helm?.values).toMatchObject({
      crds: { enabled: true, keep: true },
      global: { priorityClassName: 'matrix-standard', leaderElection: { namespace: 'cert-manager' } },
      startupapicheck: { enabled: false },
      prometheus: { enabled: false },
    });
  });

  it('survives the loss of a node: two of each, spread, with budgets', () => {
    const { values } = certManagerComponent.render(high).helm ?? {};
    const deployment = (component: string) => ({
      replicaCount: 2,
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: {
            matchLabels: {
              'app.kubernetes.io/instance': 'cert-manager',
              'app.kubernetes.io/component': component,
            },
          },
        },
      ],
    });
    expect(values).toMatchObject({
      ...deployment('controller'),
      webhook: deployment('webhook'),
      cainjector: deployment('cainjector'),
    });
  });

  it('has no budget that would forbid drains when there is one of each', () => {
    const text = JSON.stringify(certManagerComponent.render(single).helm?.values);
    expect(text).not.toContain('podDisruptionBudget');
    expect(text).not.toContain('topologySpreadConstraints');
    expect(text.match(/"replicaCount":1/g)).toHaveLength(3);
  });

  it('runs on the infrastructure pool', () => {
    const { values } = certManagerComponent.render(pooled).helm ?? {};
    expect(values).toMatchObject({ ...placed, webhook: placed, cainjector: placed });
  });

  it('lets the API server reach the webhook, and everything of it reach the API server', () => {
    const offline: Environment = { ...high, slots: { ...high.slots, certificates: 'private-ca' } };
    const policies = makeNetworkPolicies(high, certManagerComponent.render(offline).flows).get(
      'cert-manager',
    );
    expect(policies?.map(({ spec }) => spec)).toEqual([
      {
        podSelector: {
          matchLabels: {
            'app.kubernetes.io/instance': 'cert-manager',
            'app.kubernetes.io/component': 'webhook',
          },
        },
        policyTypes: ['Ingress'],
        ingress: [
          { from: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 10_250 }] },
        ],
      },
      {
        podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'cert-manager' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 6443 }] }],
      },
    ]);
  });

  it('reaches the ACME server and the DNS provider, but nothing inside the cluster', () => {
    const policies = makeNetworkPolicies(high, certManagerComponent.render(high).flows).get('cert-manager');
    expect(
      policies?.find(({ metadata }) => metadata?.name === 'cert-manager-controller')?.spec?.egress,
    ).toEqual([
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16', '10.96.0.0/12', '192.0.2.0/24'] } },
          { ipBlock: { cidr: '::/0' } },
        ],
        ports: [{ protocol: 'TCP', port: 443 }],
      },
    ]);
  });
});

describe('prometheus-crds', () => {
  it('is the pinned chart, whose CRDs Argo CD never takes away', () => {
    expect(prometheusCrdsComponent.render(high).helm).toMatchObject({
      chart: { chart: 'prometheus-operator-crds', version: '31.0.1', appVersion: 'v0.93.1' },
      values: {
        crds: {
          annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
          thanosrulers: { enabled: false },
        },
      },
    });
  });

  it('comes before everything that has monitors', () => {
    const wave = tiers[prometheusCrdsComponent.tier].wave;
    expect(wave).toBeLessThan(tiers.platform.wave);
    expect(wave).toBeLessThan(tiers.data.wave);
  });
});

describe('cloudnative-pg', () => {
  it('has a second operator that waits, and a budget', () => {
    const { helm, resources } = cloudnativePgComponent.render(high);
    expect(helm?.chart).toMatchObject({ chart: 'cloudnative-pg', version: '0.29.0', appVersion: '1.30.0' });
    expect(helm?.values).toMatchObject({
      crds: { create: true },
      replicaCount: 2,
      priorityClassName: 'matrix-data',
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    });
    expect(resources.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
      ['PodDisruptionBudget', 'cnpg-system', 'cloudnative-pg'],
    ]);
  });

  it('is one operator without a budget when a node may be lost', () => {
    const { helm, resources } = cloudnativePgComponent.render(single);
    expect(helm?.values['replicaCount']).toBe(1);
    expect(resources).toEqual([]);
  });

  it('is reached by the API server on the webhook port of the pod', () => {
    const [webhook] = cloudnativePgComponent.render(high).flows;
    expect(webhook?.from).toEqual({ kind: 'kube-apiserver' });
    expect(webhook?.ports).toEqual([{ port: 9443, protocol: 'TCP' }]);
  });
});

describe('barman-cloud', () => {
  const backup = {
    destination: 's3://backup/db',
    endpoint: 'https://s3.example.org',
    schedule: '0 0 2 * * *',
    retentionDays: 30,
  };
  const backedUp: Environment = { ...pooled, postgres: { ...pooled.postgres, backup } };

  it('is there when the database is backed up, and only then', () => {
    expect(barmanCloudComponent.enabled(backedUp)).toBe(true);
    expect(barmanCloudComponent.enabled(high)).toBe(false);
  });

  it('comes after the operators, whose CRDs and webhook its Certificates need, and before the data', () => {
    const wave = tiers[barmanCloudComponent.tier].wave;
    expect(wave).toBeGreaterThan(tiers[certManagerComponent.tier].wave);
    expect(wave).toBeGreaterThan(tiers[cloudnativePgComponent.tier].wave);
    expect(wave).toBeLessThan(tiers.data.wave);
  });

  it('lives with the operator, as one pod: the second would never be ready', () => {
    expect(barmanCloudComponent.namespace(backedUp)).toBe(cloudnativePgComponent.namespace(backedUp));
    expect(barmanCloudComponent.render(backedUp).helm).toMatchObject({
      chart: { chart: 'plugin-barman-cloud', version: '0.7.0', appVersion: 'v0.13.0' },
      releaseName: 'plugin-barman-cloud',
      values: { crds: { create: true }, priorityClassName: 'matrix-data', ...placed },
    });
    expect(barmanCloudComponent.render(backedUp).helm?.values).not.toHaveProperty('replicaCount');
  });

  it('is called by the operator', () => {
    const flows = [
      ...cloudnativePgComponent.render(backedUp).flows,
      ...barmanCloudComponent.render(backedUp).flows,
    ];
    const policies = makeNetworkPolicies(backedUp, flows);
    expect(policies.get('barman-cloud')?.[0]?.spec?.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } } }],
        ports: [{ protocol: 'TCP', port: 9090 }],
      },
    ]);
    expect(policies.get('cloudnative-pg')?.[0]?.spec?.egress).toContainEqual({
      to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'plugin-barman-cloud' } } }],
      ports: [{ protocol: 'TCP', port: 9090 }],
    });
  });
});
