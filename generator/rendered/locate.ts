import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { JsonPath } from '../kubernetes/json.ts';
import { getIn } from '../kubernetes/json.ts';
import { findLine } from './find-line.ts';
import { type PositionedFile, parsePositions } from './parse-positions.ts';
import { type Kustomization, readKustomization } from './read-overlay.ts';
import type { RenderedResource } from './resource-set.ts';

/** A line of a generated file. */
export interface Location {
  /** Relative to the repository root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Finds the line that gives a rendered object its value at a path: in the last patch that holds the path, in the overlay's
 * `replicas` or `images`, or in the file that defines the object; for a value that is nowhere, the closest parent that is.
 *
 * @param lineContaining for a value of several lines, such as a configuration file: text of the line to point at.
 */
export type Locate = (resource: RenderedResource, path: JsonPath, lineContaining?: string) => Location;

/** Reads and parses files of the repository when first asked about them. */
export function makeLocate(root: string): Locate {
  const positions = new Map<string, PositionedFile | undefined>();
  const kustomizations = new Map<string, Kustomization>();

  const positionsOf = (file: string): PositionedFile | undefined => {
    if (!positions.has(file)) {
      const path = join(root, file);
      positions.set(file, existsSync(path) ? parsePositions(readFileSync(path, 'utf8')) : undefined);
    }
    return positions.get(file);
  };
  const kustomizationOf = (directory: string): Kustomization => {
    const known = kustomizations.get(directory) ?? readKustomization(root, directory);
    kustomizations.set(directory, known);
    return known;
  };

  return (resource, path, lineContaining) => {
    const { object, json, file, patches, component, environment } = resource;
    const overlay = posix.join('overlays', environment, component);
    const [first, key] = path;
    if (first === 'data' && typeof key === 'string') {
      const entry = `${object.metadata.name}/${key}`;
      const source =
        kustomizationOf(overlay).generatedFiles.get(entry) ??
        kustomizationOf(posix.join('base', component)).generatedFiles.get(entry);
      if (source !== undefined && existsSync(join(root, source))) {
        const lines = readFileSync(join(root, source), 'utf8').split('\n');
        return { file: source, line: ((lineContaining && findLine(lines, lineContaining)) || 0) + 1 };
      }
    }
    for (const patch of [...patches].reverse()) {
      const line = positionsOf(patch)?.lineOf(object, json, path, { exact: true, lineContaining });
      if (line !== undefined) return { file: patch, line };
    }
    const kustomization = posix.join(overlay, 'kustomization.yaml');
    const line = positionsOf(kustomization)?.lineOfTransformer(object.metadata.name, path, getIn(json, path));
    if (line !== undefined) return { file: kustomization, line };
    return {
      file,
      line: positionsOf(file)?.lineOf(object, json, path, { exact: false, lineContaining }) ?? 1,
    };
  };
}
