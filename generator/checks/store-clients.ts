import { getIn, isObject, listIn, textIn, walkJson } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { containersOf } from '../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../rendered/resource-set.ts';
import { readYamlFile } from './config-files.ts';
import { filesInContainer } from './mounted-files.ts';
import { storePools } from './object-stores.ts';

/** A Service in a namespace that has a store, as a client names it. */
export interface StoreAddress {
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  /** As it is written, without credentials. */
  readonly url: string;
}

/** A pod that talks to a store in the cluster. */
export interface StoreClient {
  readonly template: PodTemplate;
  readonly addresses: readonly StoreAddress[];
  /** Buckets that it reads or writes there; one that only makes buckets has none. */
  readonly buckets: readonly string[];
  /** Secrets that its containers see. */
  readonly secrets: readonly string[];
}

const url = /\b(https?):\/\/(?:[^\s@/"']*@)?([a-z0-9][a-z0-9.-]*)(?::(\d+))?/gi;

/** Every pod whose files, arguments or variables name an address of a store's namespace; not the servers themselves. */
export function storeClients(resources: ResourceSet, dnsDomain: string): StoreClient[] {
  const pools = storePools(resources);
  const namespaces = new Set(pools.map(({ namespace }) => namespace));
  return resources.podTemplates
    .filter(({ owner }) => !pools.some(({ resource }) => resource === owner))
    .flatMap((template) => {
      const parts = containersOf(template.spec).map((container) => {
        const files = [...filesInContainer(resources, template, container).values()];
        const words = wordsOf(container);
        const texts = [words.join('\n'), ...files.map(({ text }) => text)];
        const find = (text: string) => findAddresses(text, template.namespace, namespaces, dnsDomain);
        return {
          addresses: texts.flatMap(find),
          buckets: [
            ...files.flatMap((file) => bucketsInConfig(readYamlFile(file), find)),
            ...bucketsInWords(words),
            ...texts.flatMap((text) => bucketsOfAliases(text, find)),
          ],
        };
      });
      const talking = parts.filter(({ addresses }) => addresses.length > 0);
      if (talking.length === 0) return [];
      return [
        {
          template,
          addresses: talking.flatMap(({ addresses }) => addresses),
          buckets: [...new Set(talking.flatMap(({ buckets }) => buckets))],
          secrets: secretsOf(template),
        },
      ];
    });
}

function wordsOf(container: Json): string[] {
  return [
    ...listIn(container, 'command'),
    ...listIn(container, 'args'),
    ...listIn(container, 'env').flatMap((entry) => textIn(entry, 'value') ?? []),
  ].map(String);
}

function findAddresses(
  text: string,
  own: string,
  namespaces: ReadonlySet<string>,
  dnsDomain: string,
): StoreAddress[] {
  return [...text.matchAll(url)].flatMap(([, scheme = '', host = '', port]) => {
    const [service = '', namespace = own, ...rest] = host.split('.');
    const end = rest.join('.');
    if (!namespaces.has(namespace) || !['', 'svc', `svc.${dnsDomain}`].includes(end)) return [];
    const number = Number(port ?? (scheme === 'https' ? 443 : 80));
    return [{ service, namespace, port: number, url: `${scheme}://${host}:${number}` }];
  });
}

/** `bucket` beside an endpoint: the S3 provider of Synapse, Loki. */
function bucketsInConfig(
  config: Json | undefined,
  find: (text: string) => readonly StoreAddress[],
): string[] {
  if (config === undefined) return [];
  const buckets: string[] = [];
  walkJson(config, (value) => {
    if (!isObject(value)) return;
    const endpoint = textIn(value, 'endpoint_url') ?? textIn(value, 'endpoint');
    const bucket = textIn(value, 'bucket') ?? textIn(value, 'bucketnames') ?? textIn(value, 'bucket_name');
    if (endpoint === undefined || bucket === undefined) return;
    const written = endpoint.includes('://') ? endpoint : `http://${endpoint}`;
    if (find(written).length > 0) buckets.push(bucket);
  });
  return buckets;
}

/** `--bucket NAME` or `--bucket=NAME`. */
function bucketsInWords(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (words[index - 1] === '--bucket') return [word];
    return /^--bucket=(.+)$/.exec(word)?.[1] ?? [];
  });
}

/** `NAME/BUCKET` of mc, where `MC_HOST_NAME` leads to the store. */
function bucketsOfAliases(text: string, find: (text: string) => readonly StoreAddress[]): string[] {
  return [...text.matchAll(/\bMC_HOST_(\w+)=(.*)/g)].flatMap(([, alias = '', value = '']) =>
    find(value).length === 0
      ? []
      : [...text.matchAll(new RegExp(`\\b${alias}/([a-z0-9][a-z0-9.-]+)`, 'g'))].flatMap(
          ([, bucket = '']) => bucket,
        ),
  );
}

/** Secrets in variables and volumes of a pod. */
export function secretsOf({ spec }: PodTemplate): string[] {
  const found = new Set<string>();
  walkJson(spec, (value, path) => {
    const name =
      path.at(-1) === 'secretKeyRef' || path.at(-1) === 'secretRef' || path.at(-1) === 'secret'
        ? (textIn(value, 'name') ?? textIn(value, 'secretName'))
        : undefined;
    if (name !== undefined) found.add(name);
  });
  return [...found];
}

/** True when the program of a pod, or a Tenant of the namespace, makes a bucket of this name. */
export function makesBucket(programs: readonly string[], tenants: readonly Json[], bucket: string): boolean {
  const name = bucket.replaceAll('.', '\\.');
  const word = new RegExp(`(?:^|[\\s"'/])${name}(?:$|[\\s"'])`, 'm');
  return (
    programs.some((program) => word.test(program)) ||
    tenants.some((tenant) =>
      listIn(tenant, 'spec', 'buckets').some((each) => getIn(each, ['name']) === bucket),
    )
  );
}
