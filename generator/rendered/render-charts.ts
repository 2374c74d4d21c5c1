import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { getIn, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import { makeResource } from './make-resource.ts';
import { parseDocuments } from './parse-documents.ts';
import { toDocument } from './rendered-document.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';

/** Objects of charts by chart, version, release and values: two sides of a review share most of them. */
export type ChartCache = Map<string, Promise<string>>;

export interface RenderChartsOptions {
  /** Directory with `<chart>-<version>.tgz`. */
  readonly charts: string;
  /** Path of the program. */
  readonly helm: string;
  /** What charts are told of the cluster: `1.35`. Default: what helm was built with */
  readonly kubernetesVersion?: string | undefined;
  /** With the CustomResourceDefinitions, which are long. Default: false */
  readonly crds?: boolean;
  /** Shared by sets that are rendered together. Default: a new one */
  readonly cache?: ChartCache;
}

/** What the charts of a set render, and the charts that are not in the directory. */
export interface ChartsRendered {
  /** Objects by the name of the Application; those without a namespace of their own stand in that of the release. */
  readonly objects: ReadonlyMap<string, readonly RenderedResource[]>;
  /** `cert-manager-v1.21.1.tgz`. */
  readonly missing: readonly string[];
}

interface Release {
  readonly application: RenderedResource;
  readonly archive: string;
  readonly name: string;
  readonly namespace: string;
  readonly values: Json;
}

/**
 * Renders the charts of a set's Applications from archives in a directory, as Argo CD would.
 *
 * @throws Error when helm cannot be started or refuses a chart.
 */
export async function renderCharts(set: ResourceSet, options: RenderChartsOptions): Promise<ChartsRendered> {
  const { charts, cache = new Map() } = options;
  const releases = set.ofKind('Application', 'argoproj.io').flatMap(listReleases);
  const [present = [], missing = []] = [true, false].map((wanted) =>
    releases.filter(({ archive }) => existsSync(join(charts, archive)) === wanted),
  );
  const objects = new Map<string, RenderedResource[]>();
  const rendered = await Promise.all(present.map((release) => renderRelease(release, { ...options, cache })));
  for (const [index, { application }] of present.entries()) {
    const { name } = application.object.metadata;
    objects.set(name, [...(objects.get(name) ?? []), ...(rendered[index] ?? [])]);
  }
  return { objects, missing: [...new Set(missing.map(({ archive }) => archive))].sort() };
}

function listReleases(application: RenderedResource): Release[] {
  const { json } = application;
  const sources = [getIn(json, ['spec', 'source']), ...listIn(json, 'spec', 'sources')];
  return sources.flatMap((source) => {
    const chart = textIn(source, 'chart');
    if (chart === undefined) return [];
    return [
      {
        application,
        archive: `${chart}-${textIn(source, 'targetRevision')}.tgz`,
        name: textIn(source, 'helm', 'releaseName') ?? chart,
        namespace: textIn(json, 'spec', 'destination', 'namespace') ?? '',
        values: objectIn(source, 'helm', 'valuesObject'),
      },
    ];
  });
}

async function renderRelease(
  { application, archive, name, namespace, values }: Release,
  { charts, helm, kubernetesVersion, crds, cache }: RenderChartsOptions & { readonly cache: ChartCache },
): Promise<RenderedResource[]> {
  const version = kubernetesVersion === undefined ? [] : ['--kube-version', kubernetesVersion];
  const key = JSON.stringify([archive, name, namespace, version, values]);
  const text =
    cache.get(key) ??
    template(
      helm,
      [
        name,
        join(charts, archive),
        '--namespace',
        namespace,
        ...version,
        '--skip-tests',
        ...(crds ? ['--include-crds'] : []),
      ],
      values,
    );
  cache.set(key, text);
  return parseDocuments(await text)
    .filter((object) => crds || object['kind'] !== 'CustomResourceDefinition')
    .map((object) => placeIn(object, namespace))
    .map((object) => makeResource(toDocument(object), application));
}

/** Kinds of charts that stand in no namespace. */
const clusterKinds = new Set([
  'APIService',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'GatewayClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Argo CD puts what names no namespace into that of the Application. */
function placeIn(object: JsonObject, namespace: string): JsonObject {
  const metadata = objectIn(object, 'metadata');
  if (clusterKinds.has(textIn(object, 'kind') ?? '') || metadata['namespace'] !== undefined) return object;
  return { ...object, metadata: { ...metadata, namespace } };
}

async function template(helm: string, args: readonly string[], values: Json): Promise<string> {
  const running = promisify(execFile)(helm, ['template', ...args, '--values', '-'], {
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  // A helm that ends before it has read its values says why on its own.
  running.child.stdin?.on('error', () => {}).end(stringify(values));
  const { stdout } = await running;
  return stdout;
}
