import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { toManifest } from '../../../generator/output/to-manifest.ts';
import type { PlatformApp } from '../../../generator/platform/platform.ts';
import { ensureTools } from '../../../generator/tools/find-tool.ts';

let kustomize: string | undefined;

function findKustomize(): string {
  if (kustomize === undefined) {
    const { paths, problems } = ensureTools(['kustomize']);
    kustomize = paths.kustomize;
    if (kustomize === undefined) throw new Error(problems.join(' '));
  }
  return kustomize;
}

/** Runs `work` with generated files in a temporary directory, which is removed afterwards. */
export function withTree<T>(files: ReadonlyMap<string, string>, work: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-output-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Objects that `kustomize build` prints for a directory, as canonical JSON by identity. */
export function build(directory: string): Map<string, string> {
  const text = execFileSync(findKustomize(), ['build', directory], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return index(parseAllDocuments(text).flatMap((document) => (document.toJS() ?? []) as object));
}

/** Objects that an environment shall have for an app, in the same form. */
export function expected({ resources, configMaps }: PlatformApp): Map<string, string> {
  return index([
    ...resources.map(toManifest),
    ...configMaps.map(({ name, namespace, labels, files }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, ...(Object.keys(labels).length > 0 && { labels: { ...labels } }) },
      ...(Object.keys(files).length > 0 && {
        data: Object.fromEntries(
          Object.entries(files).map(([file, content]) => [file, serializeConfigFile(content)]),
        ),
      }),
    })),
  ]);
}

function index(objects: readonly unknown[]): Map<string, string> {
  const texts = objects.map((object) => {
    const { apiVersion, kind, metadata } = object as { metadata: JsonObject } & JsonObject;
    return [
      `${apiVersion} ${kind} ${metadata['namespace'] ?? ''}/${metadata['name']}`,
      canonical(object),
    ] as const;
  });
  return new Map(texts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** JSON with sorted keys; lists keep their order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([one], [other]) => (one < other ? -1 : 1)))
      : child,
  );
}
