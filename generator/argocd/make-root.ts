import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { ownCluster } from '../environment/destination.ts';
import { partOf } from '../kubernetes/labels.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';
import { appsDirectory, projectName, rootName } from './names.ts';
import { compareOptions, revisionHistoryLimit, syncPolicy } from './sync-policy.ts';

const labels = { 'app.kubernetes.io/part-of': partOf };

/**
 * What is applied once, by hand: the project of the root Application and the root Application. Nothing else stands here, so
 * this file need not be applied again when components come and go; the projects of the children come with the children, in a
 * wave before all of them.
 *
 * Who may write Applications may do everything that Argo CD may. That is why the root has a project of its own, which allows
 * this repository, Argo CD's namespace and two kinds, and why the children's projects do not allow that namespace.
 *
 * The root follows the branch and the children the release: moving the release changes all children at once, and the root
 * brings them up wave by wave. It has no finalizer: deleting it deletes nothing else.
 */
export function makeRoot(
  platform: Platform,
): [IAppProject & KubernetesObject, IApplication & KubernetesObject] {
  const { name, gitops } = platform.environment;
  const project = projectName(platform, 'root');
  // Applications live where Argo CD runs, whatever cluster they deploy to.
  const destination = { server: ownCluster, namespace: gitops.argocdNamespace };
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: project, namespace: gitops.argocdNamespace, labels },
      spec: {
        description: `Applications and projects of ${name}`,
        sourceRepos: [gitops.repository],
        destinations: [destination],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: 'argoproj.io', kind: 'AppProject' },
          { group: 'argoproj.io', kind: 'Application' },
        ],
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: rootName(platform),
        namespace: gitops.argocdNamespace,
        labels,
        annotations: { ...compareOptions, 'argocd.argoproj.io/manifest-generate-paths': '.' },
      },
      spec: {
        project,
        destination,
        source: {
          repoURL: gitops.repository,
          targetRevision: gitops.branch,
          path: `${appsDirectory(platform)}/children`,
        },
        syncPolicy,
        revisionHistoryLimit,
      },
    },
  ];
}
