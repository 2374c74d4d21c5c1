import { getIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { configFiles, readYamlFile } from '../../config-files.ts';
import { carries, type EdgeRoute, edgeRoutes } from '../../edge-routes.ts';
import { findPolicy } from '../../gateway-timeouts.ts';
import type { Rule } from '../../rule.ts';
import { leadsToSynapse, synapseRouters } from '../../synapse-routers.ts';

const upload = { method: 'POST', path: '/_matrix/media/v3/upload' };
const mebibyte = 2 ** 20;

/** What Synapse takes as an upload, the edge lets through. */
export const bodySize: Rule = {
  slug: 'edge/body-size',
  title: 'Uploads fit through the edge',
  severity: 'error',
  why: 'A proxy with a smaller limit than `max_upload_size` answers 413 with a page of its own: clients say that the upload failed and cannot say why. The default of ingress-nginx is one mebibyte.',
  fix: 'Set the body limit of every route to the media API to at least `max_upload_size`.',
  references: [
    'kubernetes/ingress-nginx docs: proxy-body-size, default 1m',
    'envoyproxy/gateway v1.9.0 api/v1alpha1/backendtrafficpolicy_types.go: RequestBuffer.limit',
    'element-hq/synapse docs/usage/configuration: max_upload_size, default 50M',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const largest = largestUpload(resources);
    const routers = synapseRouters(resources);
    for (const route of edgeRoutes(resources)) {
      if (!carries(route, upload.path) || !leadsToSynapse(resources, routers, route, upload)) continue;
      const { limit, path, name } = bodyLimit(resources, route);
      if (limit >= largest) pass();
      else
        fail({
          resource: route.resource,
          path,
          message: `lets ${Math.floor(limit / mebibyte)} MiB through (${name}), Synapse takes uploads of ${Math.floor(largest / mebibyte)} MiB: larger ones are refused with 413 before Synapse sees them. Set it to at least ${Math.ceil(largest / mebibyte)} MiB.`,
          setting: 'synapse.maxUploadSize',
        });
    }
  },
};

/** `max_upload_size` of homeserver.yaml in bytes; Synapse counts K, M and G in powers of 1024. */
function largestUpload(resources: ResourceSet): number {
  const sizes = configFiles(resources).flatMap((file) => {
    const value = readYamlFile(file);
    const size = getIn(value ?? null, ['max_upload_size']);
    return size === undefined ? [] : [parseSize(String(size))];
  });
  return sizes.length === 0 ? 50 * mebibyte : Math.max(...sizes);
}

interface Limit {
  /** Bytes; infinite when nothing is limited. */
  readonly limit: number;
  readonly path: readonly (string | number)[];
  readonly name: string;
}

function bodyLimit(resources: ResourceSet, { resource, path }: EdgeRoute): Limit {
  if (resource.object.kind === 'Ingress') {
    const name = 'nginx.ingress.kubernetes.io/proxy-body-size';
    const text = textsIn(resource.json, 'metadata', 'annotations')[name];
    const isNginx = textIn(resource.json, 'spec', 'ingressClassName')?.includes('nginx') === true;
    // Nothing is known of other controllers, whose annotations differ.
    const limit = text !== undefined ? parseSize(text) : isNginx ? mebibyte : Number.POSITIVE_INFINITY;
    return {
      limit: limit === 0 ? Number.POSITIVE_INFINITY : limit,
      path: ['metadata', 'annotations', name],
      name: text === undefined ? 'proxy-body-size, absent' : `proxy-body-size ${text}`,
    };
  }
  // Envoy limits bodies only where it buffers them.
  const policy = findPolicy(resources, resource, 'BackendTrafficPolicy');
  const limit = getIn(policy?.json ?? null, ['spec', 'requestBuffer', 'limit']);
  return {
    limit: limit === undefined ? Number.POSITIVE_INFINITY : parseQuantity(String(limit)),
    path,
    name: `requestBuffer of ${policy?.object.metadata.name}`,
  };
}

/** Bytes of `100M`, `100m` or `104857600`: nginx and Synapse both count in powers of 1024. */
function parseSize(text: string): number {
  const [, number = '0', unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}
