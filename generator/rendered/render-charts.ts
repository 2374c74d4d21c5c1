import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { getIn, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json, KubernetesObject } from '../kubernetes/object.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { parseDocuments } from './parse-documents.ts';
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
  /** Shared by sets that are rendered together. Default: a new one */
  readonly cache?: ChartCache;
}

/** A set with what its charts render, and the charts that are not in the directory. */
export interface ChartsRendered {
  readonly resources: ResourceSet;
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
 * Adds what the charts of the Applications render, from archives in a directory. CRDs are left out: their differences would bury the
 * rest.
 *
 * @throws Error when helm cannot be started or refuses a chart.
 */
export async function renderCharts(set: ResourceSet, options: RenderChartsOptions): Promise<ChartsRendered> {
  const { charts, cache = new Map() } = options;
  const releases = set.ofKind('Application', 'argoproj.io').flatMap(listReleases);
  const [present, missing] = [true, false].map((wanted) =>
    releases.filter(({ archive }) => existsSync(join(charts, archive)) === wanted),
  );
  const rendered = await Promise.all(
    (present ?? []).map((release) => renderRelease(release, { ...options, cache })),
  );
  return {
    resources: makeResourceSet(set.environment, [...set.resources, ...rendered.flat()], set.components),
    missing: [...new Set((missing ?? []).map(({ archive }) => archive))].sort(),
  };
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
  { charts, helm, kubernetesVersion, cache }: RenderChartsOptions & { readonly cache: ChartCache },
): Promise<RenderedResource[]> {
  const version = kubernetesVersion === undefined ? [] : ['--kube-version', kubernetesVersion];
  const key = JSON.stringify([archive, name, namespace, version, values]);
  const text =
    cache.get(key) ??
    template(helm, [name, join(charts, archive), '--namespace', namespace, ...version], values);
  cache.set(key, text);
  return parseDocuments(await text)
    .filter(({ object }) => object['kind'] !== 'CustomResourceDefinition')
    .map(({ object }) => ({
      json: object,
      object: object as unknown as KubernetesObject,
      environment: application.environment,
      component: application.component,
      file: application.file,
      patches: [],
    }));
}

async function template(helm: string, args: readonly string[], values: Json): Promise<string> {
  const running = promisify(execFile)(helm, ['template', ...args, '--values', '-'], {
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  running.child.stdin?.end(stringify(values));
  const { stdout } = await running;
  return stdout;
}
