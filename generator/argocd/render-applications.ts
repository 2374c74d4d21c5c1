import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';
import { makeApplication } from './make-application.ts';
import { makeArgocdSettings } from './make-argocd-settings.ts';
import { makeProjects } from './make-projects.ts';
import { makeRoot } from './make-root.ts';
import { appsDirectory, projectsPath } from './names.ts';

/** One generated file below `apps/` and the objects in it. */
export interface ApplicationFile {
  /** Relative to the repository root, with `/`. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Everything that Argo CD needs to know of one environment: its health checks, the root, the projects of its children and the children. Pure.
 *
 * @throws RangeError when an Application's name is too long, Error when a chart is not in the table of kinds, a component
 * deploys nothing or writes into Argo CD's namespace: mistakes in a component.
 */
export function renderApplications(platform: Platform): ApplicationFile[] {
  const directory = appsDirectory(platform);
  return [
    // An Argo CD that this repository installs has its health checks in its values.
    ...(platform.environment.slots.argocd === 'existing'
      ? [{ path: `${directory}/argocd-cm.yaml`, objects: [makeArgocdSettings(platform)] }]
      : []),
    { path: `${directory}/root.yaml`, objects: makeRoot(platform) },
    { path: projectsPath(platform), objects: makeProjects(platform) },
    ...platform.apps.map((app) => ({
      path: `${directory}/children/${app.component}.yaml`,
      objects: [makeApplication(platform, app)],
    })),
  ];
}
