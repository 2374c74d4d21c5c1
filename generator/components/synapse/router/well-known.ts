import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { livekitTransport } from '../config/calls.ts';

/** Files that the router serves under `/.well-known/matrix/`, by the last part of that path. */
export const wellKnownFiles = {
  client: 'well-known-client.json',
  server: 'well-known-server.json',
  support: 'well-known-support.json',
} as const;

/** True when the environment says whom to write to; without a contact the specification allows no support document. */
export function hasSupportDocument({ synapse }: Environment): boolean {
  return synapse.supportEmail !== null;
}

/** Documents by which clients, other servers and people find this server. */
export function makeWellKnownFiles(environment: Environment): Record<string, ConfigFile> {
  const { matrix } = environment.hosts;
  const client: JsonObject = {
    'm.homeserver': { base_url: `https://${matrix}` },
    'org.matrix.msc4143.rtc_foci': [livekitTransport(environment)],
  };
  const server: JsonObject = { 'm.server': `${matrix}:443` };
  return {
    [wellKnownFiles.client]: { format: 'json', value: client },
    [wellKnownFiles.server]: { format: 'json', value: server },
    ...makeSupportFile(environment),
  };
}

/** Client-server API, `GET /.well-known/matrix/support` (v1.10). */
function makeSupportFile({ synapse }: Environment): Record<string, ConfigFile> {
  const { supportEmail } = synapse;
  if (supportEmail === null) return {};
  const contacts = ['m.role.admin', 'm.role.security'].map((role) => ({ role, email_address: supportEmail }));
  return { [wellKnownFiles.support]: { format: 'json', value: { contacts } } };
}
