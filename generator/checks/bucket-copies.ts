import { listIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { containersOf } from '../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../rendered/resource-set.ts';
import { filesInContainer } from './mounted-files.ts';
import type { Report } from './rule.ts';

/** A bucket, and the host of the store that has it. */
export interface BucketPlace {
  readonly host: string;
  readonly bucket: string;
}

/** One bucket that a pod copies into another with MinIO's client. */
export interface BucketCopy {
  readonly from: BucketPlace;
  readonly to: BucketPlace;
  /** Where the script or the arguments stand that say so. */
  readonly place: Pick<Report, 'resource' | 'path' | 'lineContaining'>;
}

interface Program {
  readonly text: string;
  readonly place: Pick<Report, 'resource' | 'path'>;
}

/**
 * Every `mc mirror` or `mc cp` between two stores, in commands or mounted scripts. Aliases are read from `MC_HOST_<alias>`, variables from
 * plain assignments; a copy with anything else in its place is not seen.
 */
export function bucketCopies(resources: ResourceSet): BucketCopy[] {
  return resources.podTemplates.flatMap((template) =>
    containersOf(template.spec).flatMap((container) => copiesOf(resources, template, container)),
  );
}

function copiesOf(resources: ResourceSet, template: PodTemplate, container: Json): BucketCopy[] {
  const programs = programsOf(resources, template, container);
  const variables = listIn(container, 'env').map(
    (variable) => `${textIn(variable, 'name')}="${textIn(variable, 'value') ?? ''}"`,
  );
  const aliases = new Map(
    [...variables, ...programs.map(({ text }) => text)].flatMap((text) =>
      [...text.matchAll(/\bMC_HOST_(\w+)=["']?https?:\/\/(?:[^@\s"']*@)?([^\s"'/:]+)/g)].map(
        ([, alias = '', host = '']) => [alias, host.toLowerCase()] as const,
      ),
    ),
  );
  if (aliases.size === 0) return [];
  return programs.flatMap(({ text, place }) =>
    [...text.matchAll(/\bmc\s+(?:mirror|cp)\s+([^\n;|&>]*)/g)].flatMap(([, words = '']) => {
      const [from, to] = words
        .split(/\s+/)
        .filter((word) => word !== '' && !word.startsWith('-'))
        .slice(-2)
        .map((word) => readPlace(word, text, aliases));
      if (from === undefined || to === undefined) return [];
      const line = text.split('\n').find((each) => each.includes(`MC_HOST_${to.alias}=`));
      return [{ from, to, place: { ...place, ...(line !== undefined && { lineContaining: line }) } }];
    }),
  );
}

function programsOf(resources: ResourceSet, template: PodTemplate, container: Json): Program[] {
  const files = [...filesInContainer(resources, template, container).values()];
  const words = [...listIn(container, 'command'), ...listIn(container, 'args')].map(String);
  return [
    { text: words.join(' '), place: { resource: template.owner, path: template.path } },
    ...files.map(({ text, configMap, path }) => ({ text, place: { resource: configMap, path } })),
  ];
}

/** `alias/bucket/prefix`, quoted or not, or a variable that holds it. */
function readPlace(
  word: string,
  text: string,
  aliases: ReadonlyMap<string, string>,
): (BucketPlace & { readonly alias: string }) | undefined {
  const bare = word.replace(/^["']|["']$/g, '');
  const variable = /^\$\{?(\w+)\}?$/.exec(bare)?.[1];
  const value =
    variable === undefined ? bare : new RegExp(`^${variable}=["']?([^\\s"']+)`, 'm').exec(text)?.[1];
  const [alias = '', bucket = ''] = (value ?? '').split('/');
  const host = aliases.get(alias);
  return host === undefined || bucket === '' ? undefined : { alias, host, bucket };
}
