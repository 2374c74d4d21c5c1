import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { type ImagePin, images } from '../../../versions.ts';
import { makeNginxConfig, nginxUser } from '../static-nginx.ts';
import { makeAdminConfig } from './client-config.ts';
import { adminUiPort } from './names.ts';

/** What differs between the products that fill the slot: both are static pages and a server for them. */
export interface AdminUiProduct {
  readonly image: ImagePin;
  readonly user: number;
  /** Path that answers when the server runs. */
  readonly health: string;
  readonly command?: string[];
  readonly env: { name: string; value: string }[];
  readonly volumeMounts: { name: string; mountPath: string; subPath?: string; readOnly?: true }[];
  readonly files: Record<string, ConfigFile>;
}

/** The product that the environment picks. */
export function adminUiProduct(environment: Environment): AdminUiProduct {
  return products[environment.slots.adminUi](environment);
}

const products: Readonly<
  Record<Environment['slots']['adminUi'], (environment: Environment) => AdminUiProduct>
> = {
  ketesa: makeKetesa,
  'synapse-admin': makeSynapseAdmin,
};

/**
 * static-web-server under user 1000; settings are environment variables (static-web-server/static-web-server `docker/alpine/Dockerfile`,
 * `src/settings/cli.rs`; etkecc/ketesa v1.4.0 `docker/Dockerfile` sets port, fallback page and health).
 */
function makeKetesa(environment: Environment): AdminUiProduct {
  return {
    image: images.ketesa,
    user: 1000,
    health: '/health',
    env: [
      // Its default, ::, does not exist on nodes without IPv6.
      { name: 'SERVER_HOST', value: '0.0.0.0' },
      { name: 'SERVER_PORT', value: String(adminUiPort) },
      { name: 'SERVER_SECURITY_HEADERS', value: 'true' },
    ],
    volumeMounts: [
      {
        name: 'config',
        mountPath: '/home/sws/public/config.json',
        subPath: 'config.json',
        readOnly: true,
      },
    ],
    files: { 'config.json': { format: 'json', value: makeAdminConfig(environment) } },
  };
}

const configDirectory = '/etc/synapse-admin';

/** The image starts nginx as root on port 80; ours starts the same nginx with a configuration that needs neither. */
function makeSynapseAdmin(environment: Environment): AdminUiProduct {
  return {
    image: images.synapseAdmin,
    user: nginxUser,
    health: '/config.json',
    command: ['nginx', '-e', 'stderr', '-c', `${configDirectory}/nginx.conf`],
    env: [],
    volumeMounts: [
      { name: 'config', mountPath: configDirectory, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    files: {
      'nginx.conf': {
        format: 'text',
        text: makeNginxConfig(environment, { port: adminUiPort, configDirectory }),
      },
      'config.json': { format: 'json', value: makeAdminConfig(environment) },
    },
  };
}
