import { getIn, listIn, objectIn, textIn, textsIn } from '../../kubernetes/json.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import type { ObjectPath } from '../rule.ts';

/** One child Application, and what it renders here. */
export interface App {
  readonly resource: RenderedResource;
  readonly name: string;
  /** Order in which the root applies it; text that is no integer counts as 0, as in Argo CD. */
  readonly wave: number;
  readonly project: string;
  readonly namespace: string;
  readonly sources: readonly AppSource[];
  /** Objects of its overlays. */
  readonly objects: readonly RenderedResource[];
  /** Objects of its chart; none unless charts were rendered. */
  readonly chartObjects: readonly RenderedResource[];
}

/** One source of an Application. */
export interface AppSource {
  readonly repoURL: string;
  /** Name of a chart, when it is one. */
  readonly chart: string | undefined;
  /** Directory in the repository, when it is one. */
  readonly path: string | undefined;
  readonly json: JsonObject;
  /** Where it stands in the Application. */
  readonly at: ObjectPath;
}

const waveAnnotation = 'argocd.argoproj.io/sync-wave';

/** Every child Application: all but the root, which renders Applications. */
export function readApps(resources: ResourceSet): App[] {
  const byComponent = new Map<string, RenderedResource[]>();
  for (const resource of resources.resources) {
    const known = byComponent.get(resource.component);
    if (known === undefined) byComponent.set(resource.component, [resource]);
    else known.push(resource);
  }
  return readApplications(resources)
    .filter((app) => !isRoot(app))
    .map((app) => ({
      ...app,
      objects: app.sources.flatMap(({ path }) =>
        path?.startsWith('overlays/') ? (byComponent.get(path.split('/')[2] ?? '') ?? []) : [],
      ),
    }));
}

/** The root Application, when there is one. */
export function readRoot(resources: ResourceSet): App | undefined {
  return readApplications(resources).find(isRoot);
}

/** True for an Application whose directory holds Applications. */
function isRoot({ sources }: App): boolean {
  return sources.some(({ path }) => path?.endsWith('/children'));
}

function readApplications(resources: ResourceSet): App[] {
  return resources.ofKind('Application', 'argoproj.io').map((resource) => ({
    resource,
    name: resource.object.metadata.name,
    wave: waveOf(resource.json),
    project: textIn(resource.json, 'spec', 'project') ?? 'default',
    namespace: textIn(resource.json, 'spec', 'destination', 'namespace') ?? '',
    sources: readSources(resource.json),
    objects: [],
    chartObjects: resources.charts.get(resource.object.metadata.name) ?? [],
  }));
}

function readSources(json: JsonObject): AppSource[] {
  const several = listIn(json, 'spec', 'sources');
  if (several.length > 0)
    return several.map((source, index) => readSource(source, ['spec', 'sources', index]));
  const source = getIn(json, ['spec', 'source']);
  return source === undefined ? [] : [readSource(source, ['spec', 'source'])];
}

function readSource(source: Json, at: ObjectPath): AppSource {
  return {
    repoURL: textIn(source, 'repoURL') ?? '',
    chart: textIn(source, 'chart'),
    path: textIn(source, 'path'),
    json: objectIn(source),
    at,
  };
}

/** Sync wave of an object. */
export function waveOf(json: JsonObject): number {
  const text = textsIn(json, 'metadata', 'annotations')[waveAnnotation];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : 0;
}

/** Sync options of an object's annotation. */
export function syncOptionsOf(json: JsonObject): string[] {
  const text = textsIn(json, 'metadata', 'annotations')['argocd.argoproj.io/sync-options'] ?? '';
  return text.split(',').map((option) => option.trim());
}
