import { listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { groupOf } from '../../../kubernetes/object.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { matchesGlob } from '../../argocd/matches-glob.ts';
import { type App, readApps, readRoot } from '../../argocd/read-apps.ts';
import type { Report, Rule } from '../../rule.ts';

/** Every Application may do what it does, and only the right ones may write where Argo CD lives. */
export const projectPermits: Rule = {
  slug: 'argocd/project-permits',
  title: 'Projects allow what their Applications render, and no more of Argo CD',
  severity: 'error',
  why: 'An object outside its project fails the sync of the whole Application. A project that reaches into the namespace of Argo CD makes whoever can change its Applications an administrator of everything.',
  fix: 'Projects are computed from what is rendered: `generator/argocd/chart-kinds.ts` says what a chart creates. A patch of a user that adds a kind needs it there.',
  references: [
    'argoproj/argo-cd v3.4.7 docs/user-guide/projects.md',
    'argoproj/argo-cd v3.4.7 pkg/apis/application/v1alpha1/app_project_types.go: IsGroupKindNamePermitted, IsDestinationPermitted',
  ],
  components: ['namespaces'],
  check({ resources, pass, fail }) {
    const projects = new Map(
      resources.ofKind('AppProject', 'argoproj.io').map((project) => [project.object.metadata.name, project]),
    );
    const root = readRoot(resources);
    for (const app of [...(root ? [root] : []), ...readApps(resources)]) {
      const project = projects.get(app.project);
      const reports =
        project === undefined
          ? [missingProject(app)]
          : [
              ...judgeSources(app, project),
              ...judgeDestinations(app, project),
              ...judgeKinds(app, project),
              ...(app === root ? judgeRoot(project) : judgeReach(app, project)),
            ];
      for (const report of reports) fail(report);
      if (reports.length === 0) pass();
    }
  },
};

function objectsOf({ objects, chartObjects }: App): readonly RenderedResource[] {
  return [...objects, ...chartObjects];
}

function missingProject({ resource, name, project }: App): Report {
  return {
    resource,
    path: ['spec', 'project'],
    message: `${name} is in project ${project}, which nothing here creates: Argo CD refuses it, or gives it everything if that is the default project. Name a project of this environment.`,
  };
}

function judgeSources({ name, sources, resource }: App, project: RenderedResource): Report[] {
  const allowed = listIn(project.json, 'spec', 'sourceRepos').map(String);
  return sources
    .filter(({ repoURL }) => !allowed.some((pattern) => matchesGlob(pattern, repoURL)))
    .map(({ repoURL, at }) => ({
      resource,
      path: [...at, 'repoURL'],
      message: `project ${project.object.metadata.name} does not allow ${name} to read ${repoURL}: it never syncs. Add it to sourceRepos.`,
    }));
}

function judgeDestinations(app: App, project: RenderedResource): Report[] {
  const { json } = app.resource;
  const cluster = {
    server: textIn(json, 'spec', 'destination', 'server'),
    name: textIn(json, 'spec', 'destination', 'name'),
  };
  const permits = (namespace: string) =>
    listIn(project.json, 'spec', 'destinations').some(
      (to) => isCluster(to, cluster) && matchesGlob(textIn(to, 'namespace') ?? '', namespace),
    );
  const places: [RenderedResource, readonly string[], string][] = [
    [app.resource, ['spec', 'destination', 'namespace'], app.namespace],
    ...objectsOf(app).map((object): [RenderedResource, readonly string[], string] => [
      object,
      ['metadata', 'namespace'],
      object.object.metadata.namespace ?? '',
    ]),
  ];
  return places
    .filter(([, , namespace]) => namespace !== '' && !permits(namespace))
    .map(([resource, path, namespace]) => ({
      resource,
      path,
      message: `${app.name} writes into namespace ${namespace}, which its project ${project.object.metadata.name} does not allow: the sync fails. Add the destination, or put the object where it belongs.`,
    }));
}

/** Only Argo CD's own Application may write where Applications live. */
function judgeReach({ resource, name, sources }: App, project: RenderedResource): Report[] {
  const home = resource.object.metadata.namespace ?? '';
  const index = listIn(project.json, 'spec', 'destinations').findIndex((to) =>
    matchesGlob(textIn(to, 'namespace') ?? '', home),
  );
  if (index < 0 || sources.some(({ chart }) => chart === 'argo-cd')) return [];
  return [
    {
      resource: project,
      path: ['spec', 'destinations', index, 'namespace'],
      message: `project ${project.object.metadata.name} of ${name} allows namespace ${home}, where Argo CD keeps Applications and credentials: whoever changes ${name} administers everything. Remove the destination.`,
    },
  ];
}

/** The root may write Applications and projects, which is everything Argo CD can do: nothing else needs to be in its project. */
function judgeRoot(project: RenderedResource): Report[] {
  const kinds = listIn(project.json, 'spec', 'namespaceResourceWhitelist').map(
    (entry) => `${textIn(entry, 'group')}/${textIn(entry, 'kind')}`,
  );
  const more = kinds.filter((kind) => !['argoproj.io/Application', 'argoproj.io/AppProject'].includes(kind));
  if (kinds.length > 0 && more.length === 0) return [];
  return [
    {
      resource: project,
      path: ['spec', 'namespaceResourceWhitelist'],
      message: `the project of the root allows ${kinds.length === 0 ? 'every kind' : more.join(', ')}: a file among the children could then change Argo CD itself. Allow Application and AppProject only.`,
    },
  ];
}

function isCluster(
  to: Json,
  { server, name }: { server: string | undefined; name: string | undefined },
): boolean {
  if (server !== undefined) return matchesGlob(textIn(to, 'server') ?? '', server);
  return name !== undefined && matchesGlob(textIn(to, 'name') ?? '', name);
}

function judgeKinds(app: App, project: RenderedResource): Report[] {
  return objectsOf(app)
    .filter(({ object }) => {
      const { namespace, name } = object.metadata;
      return !permitsKind(project, groupOf(object.apiVersion), object.kind, name, namespace !== undefined);
    })
    .map((resource) => ({
      resource,
      path: ['kind'],
      message: `project ${project.object.metadata.name} of ${app.name} does not allow ${resource.object.kind} ${resource.object.metadata.name}: the sync of the whole Application fails. Allow this kind, or move the object.`,
    }));
}

/** Cluster-scoped kinds must be listed; of namespaced ones everything is allowed while no list says which. */
function permitsKind(
  project: RenderedResource,
  group: string,
  kind: string,
  name: string,
  namespaced: boolean,
): boolean {
  const scope = namespaced ? 'namespaceResource' : 'clusterResource';
  const listed = (list: string) =>
    listIn(project.json, 'spec', `${scope}${list}`).some(
      (entry) =>
        matchesGlob(textIn(entry, 'group') ?? '', group) &&
        matchesGlob(textIn(entry, 'kind') ?? '', kind) &&
        matchesGlob(textIn(entry, 'name') ?? '*', name),
    );
  const open = namespaced && project.json['spec'] !== undefined && !hasList(project, `${scope}Whitelist`);
  return (open || listed('Whitelist')) && !listed('Blacklist');
}

function hasList(project: RenderedResource, key: string): boolean {
  return listIn(project.json, 'spec', key).length > 0;
}
