import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { describe, expect, it } from 'vitest';
import { type ApplicationFile, renderApplications } from '../../generator/argocd/render-applications.ts';
import type { Platform } from '../../generator/platform/platform.ts';
import { charts } from '../../generator/versions.ts';
import { makeApp, makeObject, makePlatform } from './support.ts';

function applicationOf(path: string, platform: Platform = makePlatform()): IApplication {
  const file = renderApplications(platform).find((candidate) => candidate.path === path);
  const application = file?.objects.find(({ kind }) => kind === 'Application');
  if (application === undefined) throw new Error(`no Application in ${path}`);
  return application as unknown as IApplication;
}

function childOf(component: string, platform?: Platform): IApplication {
  return applicationOf(`apps/production/children/${component}.yaml`, platform);
}

const elementWeb = childOf('element-web');

describe('renderApplications', () => {
  it('writes the health checks for an Argo CD that exists, the root, the projects and one file per component', () => {
    const existing = makePlatform({}, undefined, { argocd: 'existing' });
    expect(renderApplications(existing).map(({ path }: ApplicationFile) => path)).toEqual([
      'apps/production/argocd-cm.yaml',
      'apps/production/root.yaml',
      'apps/production/children/projects.yaml',
      'apps/production/children/namespaces.yaml',
      'apps/production/children/barman-cloud.yaml',
      'apps/production/children/cert-manager.yaml',
      'apps/production/children/postgres.yaml',
      'apps/production/children/element-web.yaml',
    ]);
  });

  it('names nothing longer than a label value', () => {
    const platform = makePlatform({}, [makeApp('c'.repeat(53), 'clients')]);
    expect(() => renderApplications(platform)).toThrow(/at most 63/);
  });

  it('refuses a component whose file would be that of the projects', () => {
    expect(() => renderApplications(makePlatform({}, [makeApp('projects', 'clients')]))).toThrow(/projects/);
  });

  it('refuses a component that deploys nothing', () => {
    const platform = makePlatform({}, [makeApp('nothing', 'clients', { resources: [] })]);
    expect(() => renderApplications(platform)).toThrow(/"nothing" deploys nothing/);
  });
});

describe('a child', () => {
  it('is one overlay of the branch, in the wave of its tier', () => {
    expect(elementWeb.metadata).toMatchObject({
      name: 'production-element-web',
      namespace: 'argocd',
      labels: { 'app.kubernetes.io/part-of': 'matrix' },
      annotations: {
        'argocd.argoproj.io/sync-wave': '30',
        'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
        'argocd.argoproj.io/manifest-generate-paths': '/overlays/production/element-web;/base/element-web',
      },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    });
    expect(elementWeb.spec.source).toEqual({
      repoURL: 'https://git.example.org/matrix.git',
      targetRevision: 'main',
      path: 'overlays/production/element-web',
    });
    expect(elementWeb.spec.destination).toEqual({
      server: 'https://kubernetes.default.svc',
      namespace: 'matrix',
    });
    expect(elementWeb.spec.project).toBe('production-workloads');
  });

  it('is synced on its own, for as long as it takes, with the newest revision', () => {
    expect(elementWeb.spec.syncPolicy).toEqual({
      automated: { prune: true, selfHeal: true, allowEmpty: false },
      retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      syncOptions: [
        'CreateNamespace=false',
        'FailOnSharedResource=true',
        'PruneLast=true',
        'ServerSideApply=true',
      ],
    });
  });

  it('asks before it prunes where CRDs could be among what goes', () => {
    expect(childOf('cert-manager').spec.syncPolicy?.syncOptions).toContain('Prune=confirm');
    expect(childOf('barman-cloud').spec.syncPolicy?.syncOptions).toContain('Prune=confirm');
    expect(childOf('namespaces').spec.syncPolicy?.syncOptions).not.toContain('Prune=confirm');
  });

  it('follows the release when one is pinned, while the root follows the branch', () => {
    const platform = makePlatform({ branch: 'stable', release: 'v2026.11.1' });
    expect(childOf('element-web', platform).spec.source?.targetRevision).toBe('v2026.11.1');
    expect(childOf('cert-manager', platform).spec.sources?.[1]?.targetRevision).toBe('v2026.11.1');
    expect(applicationOf('apps/production/root.yaml', platform).spec.source?.targetRevision).toBe('stable');
  });

  it('takes an ssh repository as it is written', () => {
    const repository = 'git@git.example.org:platform/matrix.git';
    const platform = makePlatform({ repository });
    expect(childOf('element-web', platform).spec.source?.repoURL).toBe(repository);
  });

  it('is a chart alone when there is nothing beside it, with no path to watch', () => {
    const barman = childOf('barman-cloud');
    expect(barman.spec.source).toEqual({
      repoURL: 'https://cloudnative-pg.github.io/charts',
      chart: 'plugin-barman-cloud',
      targetRevision: '0.7.0',
      helm: { releaseName: 'plugin-barman-cloud', valuesObject: { crds: { create: true } } },
    });
    expect(barman.spec).not.toHaveProperty('sources');
    expect(barman.metadata?.annotations).not.toHaveProperty('argocd.argoproj.io/manifest-generate-paths');
  });

  it('is the chart and then the overlay when there are objects beside it', () => {
    const certManager = childOf('cert-manager');
    expect(certManager.spec).not.toHaveProperty('source');
    expect(certManager.spec.sources).toEqual([
      {
        repoURL: 'https://charts.jetstack.io',
        chart: 'cert-manager',
        targetRevision: 'v1.21.1',
        helm: { releaseName: 'cert-manager', valuesObject: { replicaCount: 2 } },
      },
      {
        repoURL: 'https://git.example.org/matrix.git',
        targetRevision: 'main',
        path: 'overlays/production/cert-manager',
      },
    ]);
    expect(certManager.metadata?.annotations).toMatchObject({
      'argocd.argoproj.io/manifest-generate-paths': '/overlays/production/cert-manager;/base/cert-manager',
    });
  });

  it('leaves data and namespaces alone when it is deleted, and asks before', () => {
    for (const component of ['postgres', 'namespaces']) {
      const { metadata } = childOf(component);
      expect(metadata).not.toHaveProperty('finalizers');
      expect(metadata?.annotations).toMatchObject({
        'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
      });
    }
    expect(elementWeb.metadata?.annotations).not.toHaveProperty('argocd.argoproj.io/sync-options');
  });

  it('never has Argo CD edit a kustomization, so that kustomize build shows what is applied', () => {
    const text = JSON.stringify(renderApplications(makePlatform()));
    expect(text).not.toContain('"kustomize"');
    expect(text).not.toContain('ApplyOutOfSyncOnly');
    expect(text).not.toContain('SkipDryRunOnMissingResource');
  });

  it('goes to the cluster of the environment, in the Argo CD namespace of the environment', () => {
    const platform = makePlatform({ destination: 'https://10.0.0.1:6443', argocdNamespace: 'gitops' });
    expect(childOf('element-web', platform).spec.destination.server).toBe('https://10.0.0.1:6443');
    expect(childOf('element-web', platform).metadata?.namespace).toBe('gitops');
  });
});

describe('the root', () => {
  const platform = makePlatform({ destination: 'https://10.0.0.1:6443' });
  const root = applicationOf('apps/production/root.yaml', platform);

  it('is the directory of the children, on the cluster of Argo CD itself', () => {
    expect(root.metadata?.name).toBe('production');
    expect(root.spec).toMatchObject({
      project: 'production-root',
      source: {
        repoURL: 'https://git.example.org/matrix.git',
        targetRevision: 'main',
        path: 'apps/production/children',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: -1, refresh: true } },
    });
  });

  it('deletes nothing when it is deleted', () => {
    expect(root.metadata).not.toHaveProperty('finalizers');
  });

  it('stands behind its project, which must exist first', () => {
    const file = renderApplications(platform).find(({ path }) => path.endsWith('/root.yaml'));
    expect(file?.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'AppProject production-root',
      'Application production',
    ]);
  });
});

describe('the settings of Argo CD', () => {
  it('are its health checks, with the label without which it does not read them', () => {
    const platform = makePlatform({ argocdNamespace: 'gitops' }, undefined, { argocd: 'existing' });
    const file = renderApplications(platform).find(({ path }) => path.endsWith('/argocd-cm.yaml'));
    expect(file?.objects.map(({ metadata }) => metadata)).toEqual([
      { name: 'argocd-cm', namespace: 'gitops', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    ]);
    const [settings] = file?.objects ?? [];
    expect(settings && Reflect.get(settings, 'data')).toHaveProperty([
      'resource.customizations.health.argoproj.io_Application',
    ]);
  });
});

describe('a cluster that Argo CD knows by name', () => {
  const platform = makePlatform({ destination: 'edge-1' });

  it('is the destination of every child, and not of the root', () => {
    expect(childOf('element-web', platform).spec.destination).toEqual({
      name: 'edge-1',
      namespace: 'matrix',
    });
    expect(applicationOf('apps/production/root.yaml', platform).spec.destination.server).toBe(
      'https://kubernetes.default.svc',
    );
  });
});

describe('Argo CD itself', () => {
  const argocd = makeApp('argo-cd', 'argocd', {
    namespace: 'argocd',
    helm: { chart: charts.argoCd, releaseName: 'argocd', values: { configs: { cm: { url: '' } } } },
  });
  const child = childOf('argo-cd', makePlatform({}, [argocd]));

  it('has its health checks in the values of its chart', () => {
    expect(child.spec.sources ?? child.spec.source).toMatchObject([
      {
        helm: {
          valuesObject: {
            configs: {
              cm: {
                url: '',
                'resource.customizations.health.argoproj.io_Application': expect.stringContaining('obj'),
              },
            },
          },
        },
      },
      { path: 'overlays/production/argo-cd' },
    ]);
  });

  it('is not deleted with its Application, and in a project that alone may write into its namespace', () => {
    expect(child.metadata).not.toHaveProperty('finalizers');
    expect(child.spec.project).toBe('production-argocd');
    expect(child.spec.syncPolicy?.syncOptions).toContain('Prune=confirm');
  });
});

describe('tiers', () => {
  it('order children by wave', () => {
    const apps = [
      makeApp('late', 'acceptance'),
      makeApp('early', 'foundation', { resources: [makeObject('v1', 'Namespace', 'a')] }),
    ];
    const waves = ['late', 'early'].map(
      (name) => childOf(name, makePlatform({}, apps)).metadata?.annotations?.['argocd.argoproj.io/sync-wave'],
    );
    expect(waves).toEqual(['50', '-30']);
  });
});
