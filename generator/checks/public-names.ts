import { getIn, listIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { containersOf } from '../kubernetes/ports.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, type MountedFile, readYamlFile } from './config-files.ts';

/** A host that a configuration tells to clients, servers or programs. */
export interface PublicName {
  /** What names it: `public_baseurl`, `m.server` … */
  readonly what: string;
  readonly host: string;
  /** Port that it names, or 443. */
  readonly port: number;
  /** A path that whoever uses the name will ask for. */
  readonly needs: string;
  /** Environment key that the name is made of. */
  readonly setting: string;
  readonly resource: RenderedResource;
  readonly path: readonly (string | number)[];
  readonly lineContaining?: string;
}

interface Source {
  readonly what: string;
  readonly at: readonly (string | number)[];
  readonly needs: string;
  readonly setting: string;
}

const api = { needs: '/_matrix/client/versions', setting: 'hosts.matrix' };
const calls = { needs: '/sfu/get', setting: 'hosts.rtc' };

/** Keys of configuration files that hold a public name. */
const sources: readonly Source[] = [
  { what: 'public_baseurl', at: ['public_baseurl'], ...api },
  { what: 'm.homeserver', at: ['m.homeserver', 'base_url'], ...api },
  { what: 'default_server_config', at: ['default_server_config', 'm.homeserver', 'base_url'], ...api },
  { what: 'm.server', at: ['m.server'], needs: '/_matrix/federation/v1/version', setting: 'hosts.matrix' },
  {
    what: 'server_name',
    at: ['server_name'],
    needs: '/.well-known/matrix/client',
    setting: 'hosts.serverName',
  },
  { what: 'rtc_foci', at: ['org.matrix.msc4143.rtc_foci', 0, 'livekit_service_url'], ...calls },
];

/** Every public name that a rendered configuration gives away. */
export function publicNames(resources: ResourceSet): PublicName[] {
  const ofFiles = configFiles(resources).flatMap((file) => {
    const value = readYamlFile(file);
    return value === undefined ? [] : sources.flatMap((source) => readSource(file, value, source));
  });
  return [...ofFiles, ...livekitUrls(resources)];
}

function readSource(file: MountedFile, value: Json, { at, ...source }: Source): PublicName[] {
  const text = getIn(value, [...at]);
  if (typeof text !== 'string') return [];
  const url = parseUrl(text);
  return [{ ...source, ...url, resource: file.configMap, path: file.path, lineContaining: text }];
}

/** Address under which clients find LiveKit, as the authoriser hands it out. */
function livekitUrls({ podTemplates }: ResourceSet): PublicName[] {
  return podTemplates.flatMap(({ owner, path, spec }) =>
    containersOf(spec).flatMap((container) =>
      listIn(container, 'env')
        .filter((variable) => textIn(variable, 'name') === 'LIVEKIT_URL')
        .map((variable) => ({
          what: 'LIVEKIT_URL',
          ...parseUrl(textIn(variable, 'value') ?? ''),
          needs: '/rtc',
          setting: 'hosts.rtc',
          resource: owner,
          path,
        })),
    ),
  );
}

function parseUrl(text: string): { host: string; port: number } {
  const [, host = '', port] = /^(?:[a-z]+:\/\/)?([^/:]+)(?::(\d+))?/i.exec(text) ?? [];
  return { host, port: port === undefined ? 443 : Number(port) };
}

/** Hosts of `turns:` URIs, which clients only use when the certificate fits, and where they stand. */
export function turnHosts(resources: ResourceSet): Omit<PublicName, 'needs' | 'port'>[] {
  return configFiles(resources).flatMap((file) =>
    listIn(readYamlFile(file) ?? null, 'turn_uris').flatMap((uri) => {
      const [, host] = /^turns:([^:?]+)/.exec(String(uri)) ?? [];
      return host === undefined
        ? []
        : [
            {
              what: 'turn_uris',
              host,
              setting: 'hosts.turn',
              resource: file.configMap,
              path: file.path,
              lineContaining: host,
            },
          ];
    }),
  );
}
