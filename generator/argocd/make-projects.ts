import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { syncWave } from '../components/common/sync-wave.ts';
import { clusterOf } from '../environment/destination.ts';
import { compareText } from '../kubernetes/compare-text.ts';
import { partOf } from '../kubernetes/labels.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform, PlatformApp } from '../platform/platform.ts';
import { kindsOfApp } from './kinds-of-app.ts';
import { projectName } from './names.ts';
import { type ProjectName, projectOfTier, projects } from './project-of-tier.ts';
import { cascade } from './sync-policy.ts';

type Project = IAppProject & KubernetesObject;

/** Below the wave of every tier: an Application whose project is missing is in error. */
const projectWave = -100;

/**
 * Projects of the children. They list exactly the repositories, namespaces and kinds that the Applications of this environment
 * use. Only the project of Argo CD itself includes Argo CD's namespace: who writes there is its administrator.
 */
export function makeProjects(platform: Platform): Project[] {
  const names = Object.keys(projects) as ProjectName[];
  return names.flatMap((name) => {
    const apps = platform.apps.filter(({ tier }) => projectOfTier[tier] === name);
    return apps.length === 0 ? [] : [makeProject(platform, name, apps)];
  });
}

function makeProject(platform: Platform, name: ProjectName, apps: readonly PlatformApp[]): Project {
  const { gitops } = platform.environment;
  const kinds = apps.map(kindsOfApp);
  const namespaced = unique(kinds.flatMap((of) => of.namespaced).map(({ group, kind }) => ({ group, kind })));
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: projectName(platform, name),
      namespace: gitops.argocdNamespace,
      labels: { 'app.kubernetes.io/part-of': partOf },
      annotations: syncWave(projectWave),
      // Keeps the project until no Application refers to it.
      finalizers: [cascade],
    },
    spec: {
      description: `${projects[name]} of ${platform.environment.name}`,
      sourceRepos: unique(apps.flatMap((app) => repositoriesOf(platform, app))),
      destinations: namespacesOf(platform, name, apps).map((namespace) => ({
        ...clusterOf(gitops.destination),
        namespace,
      })),
      clusterResourceWhitelist: unique(kinds.flatMap((of) => of.cluster)),
      // An absent allow list of namespaced kinds, unlike one of cluster-scoped kinds, allows all of them.
      ...(namespaced.length > 0
        ? { namespaceResourceWhitelist: namespaced }
        : { namespaceResourceBlacklist: [{ group: '*', kind: '*' }] }),
    },
  };
}

function repositoriesOf(platform: Platform, { resources, configMaps, helm }: PlatformApp): string[] {
  return [
    ...(resources.length > 0 || configMaps.length > 0 ? [platform.environment.gitops.repository] : []),
    ...(helm === undefined ? [] : [helm.chart.repository]),
  ];
}

/** @throws Error when a component writes into Argo CD's namespace. */
function namespacesOf(
  { environment }: Platform,
  project: ProjectName,
  apps: readonly PlatformApp[],
): string[] {
  const namespaces = unique(
    apps.flatMap(({ namespace, resources, configMaps }) => [
      namespace,
      ...resources.flatMap(({ metadata }) => metadata.namespace ?? []),
      ...configMaps.map((configMap) => configMap.namespace),
    ]),
  );
  if (project !== 'argocd' && namespaces.includes(environment.gitops.argocdNamespace))
    throw new Error(
      `A component writes into the namespace of Argo CD, ${environment.gitops.argocdNamespace}`,
    );
  return namespaces;
}

/** Each value once, in an order that does not depend on the order of components. */
function unique<Value>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.entries()].sort(([one], [other]) => compareText(one, other)).map(([, value]) => value);
}
