import { getIn, listIn, numberIn, textIn } from '../kubernetes/json.ts';
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

/** A relay that clients are told to use. */
export interface TurnOffer extends Omit<PublicName, 'needs' | 'setting'> {
  /** TURN over TLS, which clients only use when the certificate fits. */
  readonly tls: boolean;
}

/** Relays that Synapse and LiveKit hand out. */
export function turnOffers(resources: ResourceSet): TurnOffer[] {
  return configFiles(resources).flatMap((file) => {
    const value = readYamlFile(file) ?? null;
    const place = { resource: file.configMap, path: file.path };
    return [
      ...listIn(value, 'turn_uris').map(readTurnUri),
      ...listIn(value, 'rtc', 'turn_servers').map(readServer),
    ]
      .filter((offer) => offer !== undefined)
      .map((offer) => ({ ...place, ...offer, lineContaining: offer.host }));
  });
}

function readTurnUri(uri: Json) {
  const [, scheme, host, port] = /^(turns?):([^:?]+)(?::(\d+))?/.exec(String(uri)) ?? [];
  if (host === undefined) return undefined;
  const tls = scheme === 'turns';
  return { what: 'turn_uris', host, port: Number(port ?? (tls ? 5349 : 3478)), tls };
}

/** livekit/livekit v1.13.5 `pkg/config/config.go` TURNServer: protocol is `udp`, `tcp` or `tls`. */
function readServer(server: Json) {
  const host = textIn(server, 'host');
  if (host === undefined) return undefined;
  const tls = textIn(server, 'protocol') === 'tls';
  return { what: 'rtc.turn_servers', host, port: numberIn(server, 'port') ?? 0, tls };
}
