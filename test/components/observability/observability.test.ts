import { describe, expect, it } from 'vitest';
import { logCollectorComponent } from '../../../generator/components/observability/log-collector/log-collector.ts';
import { lokiComponent } from '../../../generator/components/observability/loki/loki.ts';
import { prometheusStackComponent } from '../../../generator/components/observability/stack/stack.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { parseQuantity } from '../../../generator/kubernetes/quantity.ts';
import { mirrorRelease } from '../../../generator/platform/mirror.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const high = referenceEnvironment();

function withObservability(change: Partial<Environment['observability']>): Environment {
  return { ...high, observability: { ...high.observability, ...change } };
}

const single = withObservability({
  prometheus: { ...high.observability.prometheus, replicas: 1 },
  loki: { ...high.observability.loki, replicas: 1 },
});

function valuesOf(component: typeof lokiComponent, environment: Environment) {
  return component.render(environment).helm?.values;
}

describe('prometheus-stack', () => {
  it('reads monitors and rules of every namespace, not those of its release', () => {
    const { prometheus } = valuesOf(prometheusStackComponent, high) as {
      prometheus: { prometheusSpec: Record<string, unknown> };
    };
    const switches = Object.entries(prometheus.prometheusSpec).filter(([key]) =>
      key.endsWith('SelectorNilUsesHelmValues'),
    );
    expect(switches).toHaveLength(5);
    expect(switches.every(([, value]) => value === false)).toBe(true);
  });

  it('lets Grafana read the ConfigMaps of its namespace, and no Secret of anybody', () => {
    const { resources, helm } = prometheusStackComponent.render(high);
    const role = resources.find(({ kind }) => kind === 'Role');
    expect(role?.metadata.namespace).toBe('monitoring');
    expect(role && Reflect.get(role, 'rules')).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(helm?.values).toMatchObject({
      grafana: {
        rbac: { create: false },
        sidecar: {
          dashboards: { resource: 'configmap', searchNamespace: 'monitoring' },
          datasources: { resource: 'configmap' },
        },
      },
    });
  });

  it('survives a node: two on two nodes, one may be drained', () => {
    expect(valuesOf(prometheusStackComponent, high)).toMatchObject({
      prometheus: {
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        prometheusSpec: { replicas: 2, podAntiAffinity: 'hard' },
      },
    });
    expect(JSON.stringify(valuesOf(prometheusStackComponent, single))).not.toContain('podDisruptionBudget');
  });

  it('stops growing before its volume is full', () => {
    const { storage, retentionDays } = high.observability.prometheus;
    const { prometheus } = valuesOf(prometheusStackComponent, high) as {
      prometheus: { prometheusSpec: { retention: string; retentionSize: string } };
    };
    expect(prometheus.prometheusSpec.retention).toBe(`${retentionDays}d`);
    const megabytes = Number(prometheus.prometheusSpec.retentionSize.replace(/MB$/, ''));
    expect(megabytes * 2 ** 20).toBeLessThanOrEqual(parseQuantity(storage) * 0.85);
    expect(megabytes * 2 ** 20).toBeGreaterThan(parseQuantity(storage) * 0.84);
  });

  it('has no Alertmanager unless wanted, and then one whose configuration is a Secret', () => {
    expect(valuesOf(prometheusStackComponent, high)).toMatchObject({
      alertmanager: { enabled: false },
      // It would fire for ever.
      defaultRules: { disabled: { PrometheusNotConnectedToAlertmanagers: true } },
    });
    const wanted = withObservability({ alertmanager: true });
    expect(valuesOf(prometheusStackComponent, wanted)).toMatchObject({
      alertmanager: {
        enabled: true,
        alertmanagerSpec: { useExistingSecret: true, configSecret: 'alertmanager-config' },
      },
    });
    expect(valuesOf(prometheusStackComponent, wanted)).not.toHaveProperty('defaultRules');
    const { secrets } = prometheusStackComponent.render(wanted);
    expect(secrets.map(({ name }) => name)).toEqual(['grafana-admin', 'alertmanager-config']);
    expect(prometheusStackComponent.render(high).secrets.map(({ name }) => name)).toEqual(['grafana-admin']);
  });

  it('reads the control plane where the environment says so, on the ports that it opens to Prometheus', () => {
    const wanted = withObservability({ controlPlane: ['scheduler', 'kube-proxy'] });
    expect(valuesOf(prometheusStackComponent, wanted)).toMatchObject({
      kubeScheduler: { enabled: true, service: { enabled: false } },
      kubeEtcd: { enabled: false },
      prometheus: {
        prometheusSpec: {
          additionalScrapeConfigs: [
            { job_name: 'kube-scheduler', scheme: 'https' },
            { job_name: 'kube-proxy', scheme: 'http' },
          ],
        },
      },
    });
    const toNodes = prometheusStackComponent.render(wanted).flows.filter(({ to }) => to.kind === 'nodes');
    expect(toNodes.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([
      10_250, 9100, 10_259, 10_249,
    ]);
  });

  it('asks and tells nobody outside', () => {
    expect(valuesOf(prometheusStackComponent, high)).toMatchObject({
      grafana: {
        'grafana.ini': {
          analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
          news: { news_feed_enabled: false },
          plugins: { preinstall_disabled: true, public_key_retrieval_disabled: true },
        },
      },
    });
  });
});

describe('loki', () => {
  it('keeps chunks in the object store where there are three, and on its volume where there is one', () => {
    expect(valuesOf(lokiComponent, high)).toMatchObject({
      loki: {
        commonConfig: { replication_factor: 3 },
        storage: { type: 's3', bucketNames: { chunks: 'loki' } },
        compactor: { retention_enabled: true, delete_request_store: 's3' },
        limits_config: { retention_period: '336h' },
        analytics: { reporting_enabled: false },
      },
      singleBinary: { replicas: 3 },
    });
    expect(valuesOf(lokiComponent, single)).toMatchObject({
      loki: { commonConfig: { replication_factor: 1 }, storage: { type: 'filesystem' } },
    });
    expect(lokiComponent.render(high).secrets.map(({ name }) => name)).toEqual(['object-store-loki']);
    expect(lokiComponent.render(single).secrets).toEqual([]);
  });

  it('trusts the CA of the environment', () => {
    const trusting: Environment = {
      ...high,
      certificates: { ...high.certificates, trustedCa: '-----BEGIN CERTIFICATE-----' },
    };
    expect(valuesOf(lokiComponent, trusting)).toMatchObject({
      singleBinary: { extraVolumes: [{ name: 'trusted-ca' }], extraVolumeMounts: [{ name: 'trusted-ca' }] },
    });
  });
});

describe.each(['alloy', 'promtail'] as const)('log collector %s', (logCollector) => {
  const environment: Environment = { ...high, slots: { ...high.slots, logCollector } };
  const { helm, resources, flows } = logCollectorComponent.render(environment);

  it('keeps four labels', () => {
    expect(JSON.stringify(helm?.values).replaceAll('\\"', '"')).toContain(
      '["namespace","pod","container","app"]',
    );
  });

  it('keeps no token of the webhook that Argo CD tells of failures', () => {
    const textOf = (notifications: string | null) => {
      const told = { ...environment, argocd: { ...environment.argocd, notifications } };
      return JSON.stringify(logCollectorComponent.render(told).helm?.values).replaceAll('\\', '');
    };
    const text = textOf('https://chat.example.org:8443');
    expect(text).toContain('{namespace="argocd", container="notifications-controller"}');
    expect(text).toContain('https://chat.example.org:8443/([^s"]+)');
    expect(textOf(null)).not.toContain('notifications-controller');
  });

  it('may list pods and nothing else', () => {
    const role = resources.find(({ kind }) => kind === 'ClusterRole');
    expect(role && Reflect.get(role, 'rules')).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(helm?.values).toMatchObject({ rbac: { create: false } });
  });

  it('reaches Loki and the API server, and nothing else', () => {
    const reached = flows.filter(({ from }) => from.kind === 'pods' && from.component === 'log-collector');
    expect(reached.map(({ to }) => (to.kind === 'pods' ? to.component : to.kind))).toEqual([
      'kube-apiserver',
      'loki',
    ]);
  });
});

describe('images', () => {
  it('of every chart come from the mirror', () => {
    const mirror = { images: 'mirror.test/x', charts: 'mirror.test/charts' };
    for (const component of [prometheusStackComponent, lokiComponent, logCollectorComponent]) {
      const { helm } = component.render(high);
      const values = helm && JSON.stringify(mirrorRelease(helm, mirror).values);
      expect(values).toContain('mirror.test/x');
      expect(values).not.toMatch(/"(docker|quay|ghcr)\.io|"registry\.k8s\.io/);
    }
  });
});
