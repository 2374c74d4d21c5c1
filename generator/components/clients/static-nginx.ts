import ipaddr from 'ipaddr.js';
import type { Environment } from '../../environment/environment.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import type { ImagePin } from '../../versions.ts';
import type { Site } from './web-server.ts';

/** User `nginx` of nginx's images (nginx/docker-nginx and docker-nginx-unprivileged `Dockerfile-alpine-slim.template`). */
const nginxUser = 101;

/** What differs between the sites that nginx serves. */
export interface NginxSite {
  readonly image: ImagePin;
  readonly port: number;
  /** Directory in the container that holds `nginx.conf` and `config.json`. */
  readonly configDirectory: string;
  /** Contents of `config.json`, which the pages read. */
  readonly config: JsonObject;
}

/** A site that the nginx of its image serves, started with our configuration instead of the image's entry point. */
export function makeNginxSite(environment: Environment, site: NginxSite): Site {
  const { image, configDirectory, config } = site;
  return {
    image,
    user: nginxUser,
    health: '/config.json',
    command: ['nginx', '-e', 'stderr', '-c', `${configDirectory}/nginx.conf`],
    volumeMounts: [
      { name: 'config', mountPath: configDirectory, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    files: {
      'nginx.conf': { format: 'text', text: makeNginxConfig(environment, site) },
      'config.json': { format: 'json', value: config },
    },
  };
}

/**
 * Complete nginx configuration for a web application in `/app` (element-hq/element-web `apps/web/Dockerfile`,
 * Awesome-Technologies/synapse-admin 0.11.4 `Dockerfile`). The images would write one at start, which a read-only root does not allow, or run
 * as root; ours also sends the headers that keep other sites from framing the page, and compresses. Caching follows Element's
 * `apps/web/README.md`: what names other files is never used unasked.
 */
function makeNginxConfig(environment: Environment, { port, configDirectory }: NginxSite): string {
  return `# The process stays in the foreground and writes to /tmp only.
daemon off;
pid /tmp/nginx.pid;
error_log stderr warn;
worker_processes 2;

events {
    worker_connections 1024;
}

http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    charset utf-8;
    sendfile on;
    server_tokens off;
    access_log off;

    client_body_temp_path /tmp/client-body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    gzip on;
    gzip_vary on;
    gzip_min_length 1024;
    gzip_types application/javascript text/javascript application/json application/wasm image/svg+xml text/css;

    map $uri $cache_control {
        default "";
        ~^/(index\\.html|version|config.*\\.json)?$ no-cache;
        ~^/i18n/ no-cache;
    }

    server {
${listenAddresses(environment, port)
  .map((address) => `        listen ${address};`)
  .join('\n')}
        root /app;
        index index.html;
        absolute_redirect off;

        add_header Cache-Control $cache_control always;
        add_header Content-Security-Policy "frame-ancestors 'self'" always;
        add_header X-Frame-Options SAMEORIGIN always;
        add_header X-Content-Type-Options nosniff always;

        location = /config.json {
            alias ${configDirectory}/config.json;
        }
    }
}
`;
}

/** One per IP family of the pods: a node without IPv6 refuses to listen on it, and nginx would not start. */
function listenAddresses({ cluster }: Environment, port: number): string[] {
  const families = new Set(cluster.podCidrs.map((cidr) => ipaddr.parseCIDR(cidr)[0].kind()));
  return [...(families.has('ipv4') ? [String(port)] : []), ...(families.has('ipv6') ? [`[::]:${port}`] : [])];
}
