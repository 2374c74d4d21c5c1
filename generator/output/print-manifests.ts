import { printYaml } from '../formats/yaml.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { header } from './header.ts';

/** Text of a file of one or several objects, as YAML documents under a header that names what it was written from. */
export function printManifests(objects: readonly KubernetesObject[], sources: readonly string[]): string {
  return header(sources) + objects.map(printYaml).join('---\n');
}
