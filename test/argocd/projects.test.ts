import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { describe, expect, it } from 'vitest';
import { renderApplications } from '../../generator/argocd/render-applications.ts';
import type { KubernetesObject } from '../../generator/kubernetes/object.ts';
import type { Platform } from '../../generator/platform/platform.ts';
import { charts } from '../../generator/versions.ts';
import { makeApp, makeObject, makePlatform } from './support.ts';

function projectOf(name: string, platform: Platform = makePlatform()): IAppProject & KubernetesObject {
  const objects = renderApplications(platform).flatMap((file) => file.objects);
  const project = objects.find(({ kind, metadata }) => kind === 'AppProject' && metadata.name === name);
  if (project === undefined) throw new Error(`no project ${name}`);
  return project as IAppProject & KubernetesObject;
}

describe('projects', () => {
  it('come with the children, below every wave, and stay while an Application needs them', () => {
    const file = renderApplications(makePlatform()).find(({ path }) => path.endsWith('/projects.yaml'));
    expect(file?.objects.map(({ metadata }) => metadata.name)).toEqual([
      'production-foundation',
      'production-operators',
      'production-workloads',
    ]);
    expect(projectOf('production-workloads').metadata).toMatchObject({
      namespace: 'argocd',
      annotations: { 'argocd.argoproj.io/sync-wave': '-100' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    });
  });

  it('are left out when no Application is in them', () => {
    const platform = makePlatform({}, [makeApp('web', 'clients')]);
    expect(() => projectOf('production-operators', platform)).toThrow();
  });

  it('allow the root to write Applications and projects, and nothing else', () => {
    expect(projectOf('production-root').spec).toEqual({
      description: 'Applications and projects of production',
      sourceRepos: ['https://git.example.org/matrix.git'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'Application' },
      ],
    });
  });

  it('allow the foundation its namespaces by name and nothing inside a namespace', () => {
    const { spec } = projectOf('production-foundation');
    expect(spec.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'cert-manager' },
      { group: '', kind: 'Namespace', name: 'matrix' },
    ]);
    expect(spec.namespaceResourceBlacklist).toEqual([{ group: '*', kind: '*' }]);
    expect(spec).not.toHaveProperty('namespaceResourceWhitelist');
  });

  it('allow operators the repositories, namespaces and kinds of their charts and overlays', () => {
    const { spec } = projectOf('production-operators');
    expect(spec.sourceRepos).toEqual([
      'https://charts.jetstack.io',
      'https://cloudnative-pg.github.io/charts',
      'https://git.example.org/matrix.git',
    ]);
    expect(spec.destinations?.map(({ namespace }) => namespace)).toEqual(['cert-manager', 'cnpg-system']);
    expect(spec.clusterResourceWhitelist).toContainEqual({
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
      name: '*.cert-manager.io',
    });
    expect(spec.clusterResourceWhitelist).toContainEqual({
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'plugin-barman-cloud',
    });
    expect(spec.namespaceResourceWhitelist).toEqual([
      { group: '', kind: 'ConfigMap' },
      { group: '', kind: 'Pod' },
      { group: '', kind: 'Service' },
      { group: '', kind: 'ServiceAccount' },
      { group: 'apps', kind: 'Deployment' },
      { group: 'apps', kind: 'ReplicaSet' },
      { group: 'cert-manager.io', kind: 'Certificate' },
      { group: 'cert-manager.io', kind: 'Issuer' },
      { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
      { group: 'policy', kind: 'PodDisruptionBudget' },
      { group: 'rbac.authorization.k8s.io', kind: 'Role' },
      { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
    ]);
  });

  it('allow workloads the kinds that are rendered and what controllers make of them', () => {
    const { spec } = projectOf('production-workloads');
    expect(spec.sourceRepos).toEqual(['https://git.example.org/matrix.git']);
    expect(spec.clusterResourceWhitelist).toEqual([]);
    expect(spec.namespaceResourceWhitelist).toEqual([
      { group: '', kind: 'ConfigMap' },
      { group: '', kind: 'PersistentVolumeClaim' },
      { group: '', kind: 'Pod' },
      { group: '', kind: 'Service' },
      { group: 'apps', kind: 'Deployment' },
      { group: 'apps', kind: 'ReplicaSet' },
      { group: 'batch', kind: 'Job' },
      { group: 'postgresql.cnpg.io', kind: 'Cluster' },
    ]);
  });

  it('cover every namespace that an object stands in, not only that of its Application', () => {
    const policies = makeApp('network-policies', 'platform', {
      resources: [
        makeObject('networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', 'matrix'),
        makeObject('networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', 'redis-synapse'),
      ],
    });
    const { spec } = projectOf('production-workloads', makePlatform({}, [policies]));
    expect(spec.destinations).toEqual([
      { server: 'https://kubernetes.default.svc', namespace: 'matrix' },
      { server: 'https://kubernetes.default.svc', namespace: 'redis-synapse' },
    ]);
  });

  it('do not depend on the order of components', () => {
    const platform = makePlatform();
    const reversed = { ...platform, apps: [...platform.apps].reverse() };
    expect(projectOf('production-operators', reversed)).toEqual(projectOf('production-operators', platform));
  });

  it('never include the namespace of Argo CD', () => {
    const intruder = makeApp('intruder', 'platform', {
      resources: [makeObject('v1', 'ConfigMap', 'argocd-cm', 'argocd')],
    });
    expect(() => renderApplications(makePlatform({}, [intruder]))).toThrow(/namespace of Argo CD/);
  });

  it('refuse a chart, or a version of one, whose kinds nobody has read', () => {
    const unread = makeApp('unread', 'observability', {
      helm: {
        chart: {
          repository: 'https://x',
          chart: 'unread',
          version: '1',
          appVersion: '1',
          lifecycle: { source: 'x' },
        },
        releaseName: 'unread',
        values: {},
      },
    });
    expect(() => renderApplications(makePlatform({}, [unread]))).toThrow(
      /kinds of chart unread 1 are not listed/,
    );
    const chart = { ...charts.certManager, version: 'v9.0.0' };
    const newer = makeApp('newer', 'operators', { helm: { chart, releaseName: 'newer', values: {} } });
    expect(() => renderApplications(makePlatform({}, [newer]))).toThrow(/cert-manager v9.0.0 are not listed/);
  });
});
