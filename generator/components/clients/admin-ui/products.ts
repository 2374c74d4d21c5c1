import type { Environment } from '../../../environment/environment.ts';
import { images } from '../../../versions.ts';
import { makeNginxSite } from '../static-nginx.ts';
import type { Site } from '../web-server.ts';
import { makeAdminConfig } from './client-config.ts';
import { adminUiPort } from './names.ts';

/** The product that the environment picks. */
export function adminUiSite(environment: Environment): Site {
  return products[environment.slots.adminUi](environment);
}

const products: Readonly<Record<Environment['slots']['adminUi'], (environment: Environment) => Site>> = {
  ketesa: makeKetesa,
  'synapse-admin': makeSynapseAdmin,
};

/**
 * static-web-server under user 1000; settings are environment variables (static-web-server/static-web-server `docker/alpine/Dockerfile`,
 * `src/settings/cli.rs`; etkecc/ketesa v1.4.0 `docker/Dockerfile` sets port, fallback page and health).
 */
function makeKetesa(environment: Environment): Site {
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

/** The image starts nginx as root on port 80; ours starts the same nginx with a configuration that needs neither. */
function makeSynapseAdmin(environment: Environment): Site {
  return makeNginxSite(environment, {
    image: images.synapseAdmin,
    port: adminUiPort,
    configDirectory: '/etc/synapse-admin',
    config: makeAdminConfig(environment),
  });
}
