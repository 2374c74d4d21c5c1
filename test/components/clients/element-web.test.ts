import { describe, expect, it } from 'vitest';
import { elementWebComponent } from '../../../generator/components/clients/element-web/element-web.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { getIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const reference = referenceEnvironment();
const environment: Environment = { ...reference, network: { ...reference.network, federation: 'closed' } };
const federated: Environment = { ...reference, network: { ...reference.network, federation: 'open' } };

function objectOf(kind: string, of = environment): Json {
  const object = elementWebComponent.render(of).resources.find((resource) => resource.kind === kind);
  return JSON.parse(JSON.stringify(object ?? null));
}

function fileOf(name: string, of = environment): string {
  const file = elementWebComponent.render(of).configMaps[0]?.files[name];
  if (file === undefined) throw new Error(`no ${name}`);
  return serializeConfigFile(file);
}

const pod = ['spec', 'template', 'spec'];

describe('element-web', () => {
  it('runs as a restricted pod with nothing to write but /tmp and no token', () => {
    const deployment = objectOf('Deployment');
    expect(getIn(deployment, [...pod, 'securityContext'])).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 101,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(getIn(deployment, [...pod, 'containers', 0, 'securityContext'])).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(getIn(deployment, [...pod, 'containers', 0, 'volumeMounts'])).toEqual([
      { name: 'config', mountPath: '/etc/element-web', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
    expect(getIn(deployment, [...pod, 'automountServiceAccountToken'])).toBe(false);
    expect(getIn(objectOf('ServiceAccount'), ['automountServiceAccountToken'])).toBe(false);
    expect(getIn(deployment, [...pod, 'enableServiceLinks'])).toBe(false);
  });

  it('has two replicas that keep a budget, spread over hosts', () => {
    expect(getIn(objectOf('Deployment'), ['spec', 'replicas'])).toBe(2);
    expect(getIn(objectOf('PodDisruptionBudget'), ['spec', 'maxUnavailable'])).toBe(1);
    expect(getIn(objectOf('Deployment'), [...pod, 'topologySpreadConstraints', 0, 'topologyKey'])).toBe(
      'kubernetes.io/hostname',
    );
  });

  it('serves http on 8080, in nginx, in the container and in the Service', () => {
    expect(getIn(objectOf('Service'), ['spec', 'ports'])).toEqual([
      { name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' },
    ]);
    expect(getIn(objectOf('Deployment'), [...pod, 'containers', 0, 'ports', 0, 'containerPort'])).toBe(8080);
    expect(fileOf('nginx.conf')).toContain('listen 8080;');
  });

  it('listens on the IP families of the pods only', () => {
    const listens = (podCidrs: string[]) =>
      fileOf('nginx.conf', { ...environment, cluster: { ...environment.cluster, podCidrs } }).match(
        /listen .*;/g,
      );
    expect(listens(['10.42.0.0/16'])).toEqual(['listen 8080;']);
    expect(listens(['10.42.0.0/16', 'fd00::/56'])).toEqual(['listen 8080;', 'listen [::]:8080;']);
    expect(listens(['fd00::/56'])).toEqual(['listen [::]:8080;']);
  });

  it('selects the pods it makes', () => {
    const labels = { 'app.kubernetes.io/name': 'element-web', 'app.kubernetes.io/component': 'web-client' };
    expect(getIn(objectOf('Service'), ['spec', 'selector'])).toEqual(labels);
    expect(getIn(objectOf('Deployment'), ['spec', 'selector', 'matchLabels'])).toEqual(labels);
    expect(getIn(objectOf('Deployment'), ['spec', 'template', 'metadata', 'labels'])).toMatchObject(labels);
  });
});

describe('config.json', () => {
  it('belongs to the homeserver of the environment', () => {
    expect(JSON.parse(fileOf('config.json'))).toMatchObject({
      default_server_config: {
        'm.homeserver': { base_url: 'https://matrix.base.invalid', server_name: 'base.invalid' },
      },
      disable_custom_urls: true,
    });
  });

  it.each([
    ['closed', environment],
    ['open', federated],
  ])('names no host but ours when federation is %s', (_, of) => {
    const hosts = [...fileOf('config.json', of).matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host);
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => host?.endsWith('base.invalid') !== true)).toEqual([]);
  });

  it('overrides every default of upstream that a browser would call', () => {
    const config = JSON.parse(fileOf('config.json', federated));
    expect(config).toMatchObject({
      integrations_ui_url: '',
      integrations_rest_url: '',
      integrations_widgets_urls: [],
      element_call: { use_exclusively: true },
      desktop_builds: { available: false },
      mobile_builds: { ios: null, android: null, fdroid: null },
    });
    for (const absent of ['bug_report_endpoint_url', 'map_style_url', 'posthog', 'sentry', 'jitsi']) {
      expect(config).not.toHaveProperty(absent);
    }
    expect(config.default_server_config).not.toHaveProperty('m.identity_server');
  });

  it('makes permalinks that work where they are read', () => {
    expect(JSON.parse(fileOf('config.json')).permalink_prefix).toBe('https://element.base.invalid');
    expect(JSON.parse(fileOf('config.json', federated))).not.toHaveProperty('permalink_prefix');
  });
});
