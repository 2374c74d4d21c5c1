import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { syncWave } from '../components/common/sync-wave.ts';
import { clusterOf } from '../environment/destination.ts';
import { partOf } from '../kubernetes/labels.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform, PlatformApp } from '../platform/platform.ts';
import { makeSources } from './application-sources.ts';
import { kindsOfApp } from './kinds-of-app.ts';
import { applicationName, projectName } from './names.ts';
import { projectOfTier } from './project-of-tier.ts';
import { cascade, compareOptions, confirmedPrune, revisionHistoryLimit, syncPolicy } from './sync-policy.ts';

/**
 * The Application of one component. `ignoreDifferences` is absent: what operators and webhooks add (CA bundles, defaults)
 * belongs to their own field managers, and a server-side diff leaves it alone.
 */
export function makeApplication(platform: Platform, app: PlatformApp): IApplication & KubernetesObject {
  const { gitops } = platform.environment;
  const sources = makeSources(platform, app);
  const precious = isPrecious(app);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: applicationName(platform, app.component),
      namespace: gitops.argocdNamespace,
      labels: {
        'app.kubernetes.io/part-of': partOf,
        'app.kubernetes.io/component': app.component,
      },
      annotations: {
        'kubernetes.io/description': app.summary,
        ...syncWave(app.wave),
        ...compareOptions,
        ...sources.annotations,
        ...(precious && { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' }),
      },
      ...(!precious && { finalizers: [cascade] }),
    },
    spec: {
      project: projectName(platform, projectOfTier[app.tier]),
      destination: { ...clusterOf(gitops.destination), namespace: app.namespace },
      ...sources.spec,
      syncPolicy: bringsCrds(app) ? confirmedPrune : syncPolicy,
      revisionHistoryLimit,
    },
  };
}

/**
 * Applications whose deletion would cost data or the one who would bring it back: databases, the namespaces that everything lives in,
 * and Argo CD itself. They have no finalizer,
 * so what they deployed survives them, and removing one waits for a person who annotates it
 * `argocd.argoproj.io/deletion-approved`.
 */
function isPrecious({ tier, resources }: PlatformApp): boolean {
  return tier === 'data' || tier === 'argocd' || resources.some(({ kind }) => kind === 'Namespace');
}

function bringsCrds(app: PlatformApp): boolean {
  return kindsOfApp(app).cluster.some(({ kind }) => kind === 'CustomResourceDefinition');
}
