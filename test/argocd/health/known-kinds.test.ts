import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsOfChart } from '../../../generator/argocd/chart-kinds.ts';
import { readHealthChecks } from '../../../generator/argocd/health/health-checks.ts';
import { kindsOfApp } from '../../../generator/argocd/kinds-of-app.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { assemblePlatform } from '../../../generator/platform/assemble-platform.ts';
import { charts } from '../../../generator/versions.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../../..'));

/** Argo CD's own checks: `gitops-engine/pkg/health/health.go` and `resource_customizations/` of argoproj/argo-cd v3.4.7. */
const builtIn = [
  '/PersistentVolumeClaim',
  '/Pod',
  '/Service',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'batch/CronJob',
  'batch/Job',
  'bitnami.com/SealedSecret',
  'cert-manager.io/Certificate',
  'cert-manager.io/ClusterIssuer',
  'cert-manager.io/Issuer',
  'external-secrets.io/ClusterSecretStore',
  'external-secrets.io/ExternalSecret',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/HTTPRoute',
  'minio.min.io/Tenant',
  'networking.k8s.io/Ingress',
  'policy/PodDisruptionBudget',
];

/** Kinds that are what they are once they exist, with the reason where they have a status nevertheless. */
const withoutCheck: Readonly<Record<string, string>> = {
  '/ConfigMap': '',
  '/Namespace': 'Active from the start',
  '/Secret': '',
  '/ServiceAccount': '',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': '',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': 'its status holds warnings of the type checker',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': '',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': '',
  'gateway.envoyproxy.io/EnvoyProxy': 'the Gateway that refers to it says when it is refused',
  'gateway.networking.k8s.io/GatewayClass': 'its Gateway waits until it is accepted',
  'gateway.networking.k8s.io/ReferenceGrant': '',
  'metallb.io/IPAddressPool': 'its status counts addresses',
  'metallb.io/L2Advertisement': '',
  'monitoring.coreos.com/PodMonitor':
    'its status lists who reads it; observability/monitor-chain proves that somebody does',
  'monitoring.coreos.com/PrometheusRule': 'promtool reads the rules before they are committed',
  'monitoring.coreos.com/ServiceMonitor': 'as PodMonitor',
  'networking.k8s.io/IngressClass': '',
  'networking.k8s.io/NetworkPolicy': '',
  'rbac.authorization.k8s.io/ClusterRole': '',
  'rbac.authorization.k8s.io/ClusterRoleBinding': '',
  'rbac.authorization.k8s.io/Role': '',
  'rbac.authorization.k8s.io/RoleBinding': '',
  'scheduling.k8s.io/PriorityClass': '',
};

const own = readHealthChecks().map(({ kind }) => kind.replace('_', '/'));

const known = new Set([...builtIn, ...own, ...Object.keys(withoutCheck)]);
const unknownOf = (kinds: readonly { readonly group: string; readonly kind: string }[]) =>
  [...new Set(kinds.map(({ group, kind }) => `${group}/${kind}`))].filter((kind) => !known.has(kind)).sort();

describe('every kind that an Application writes', () => {
  it.each(Object.values(charts))(
    'from chart $chart has a health check, or is known to need none',
    (chart) => {
      const { cluster, namespaced } = kindsOfChart(chart);
      expect(unknownOf([...cluster, ...namespaced])).toEqual([]);
    },
  );

  it.each(environments.map(({ environment }) => environment))(
    'in $name has a health check, or is known to need none',
    (environment) => {
      const kinds = assemblePlatform(environment)
        .apps.map(kindsOfApp)
        .flatMap(({ cluster, namespaced }) => [...cluster, ...namespaced]);
      expect(kinds.length).toBeGreaterThan(100);
      expect(unknownOf(kinds)).toEqual([]);
    },
  );

  it('is not both judged and known to need no judgement', () => {
    expect([...builtIn, ...own].filter((kind) => kind in withoutCheck)).toEqual([]);
  });
});

describe('Jobs', () => {
  it.each(environments.map(({ environment }) => environment))(
    'of $name are deleted before they come again, because a Job cannot be changed',
    (environment) => {
      const jobs = assemblePlatform(environment).apps.flatMap(({ resources }) =>
        resources.filter(({ kind }) => kind === 'Job'),
      );
      expect(jobs.length).toBeGreaterThan(0);
      for (const { metadata } of jobs)
        expect(metadata.annotations, metadata.name).toMatchObject({
          'argocd.argoproj.io/hook': expect.stringMatching(/^(Sync|PostSync)$/),
          'argocd.argoproj.io/hook-delete-policy': expect.stringContaining('BeforeHookCreation'),
        });
    },
  );
});
