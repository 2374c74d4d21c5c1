import { describe, expect, it } from 'vitest';
import type { Environment } from '../../generator/environment/environment.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { walkJson } from '../../generator/kubernetes/json.ts';
import type { Json } from '../../generator/kubernetes/object.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { mirrorImage } from '../../generator/platform/mirror.ts';
import { projectRoot } from '../../generator/tools/tool-versions.ts';

const mirror = { images: 'registry.example.net/mirror', charts: 'registry.example.net/charts' };

const { environments = [] } = loadEnvironments(projectRoot);
const sample = environments.find(({ environment }) => environment.name === 'airgap')?.environment;
if (sample === undefined) throw new Error('there is no sample airgap');
const airgap: Environment = sample;

/** Every product of every slot, and Argo CD with the cache that needs three nodes. */
const choices: readonly [string, Environment][] = [
  ['the sample', airgap],
  [
    'the other products',
    {
      ...airgap,
      slots: {
        ...airgap.slots,
        edge: 'ingress-nginx',
        cache: 'redis',
        adminUi: 'synapse-admin',
        logCollector: 'promtail',
        objectStore: 'silo',
      },
    },
  ],
  [
    'three infrastructure nodes',
    {
      ...airgap,
      cluster: {
        ...airgap.cluster,
        nodePools: Object.fromEntries(
          Object.entries(airgap.cluster.nodePools).map(([name, pool]) => [
            name,
            pool.roles.includes('infrastructure') ? { ...pool, count: 3 } : pool,
          ]),
        ),
      },
    },
  ],
];

/**
 * What `helm template` of exactly these versions was seen to take all its images from: a new version may name another image, so it has
 * to be looked at again. Empty: our values name the images, or there is none.
 */
const seen: Readonly<Record<string, readonly string[]>> = {
  'alloy 1.11.1': ['image.registry', 'configReloader.image.registry'],
  'argo-cd 10.1.1': [],
  'cert-manager v1.21.1': ['imageRegistry'],
  'cloudnative-pg 0.29.0': ['image.repository'],
  'gateway-helm v1.9.0': ['global.imageRegistry'],
  'ingress-nginx 4.15.1': ['global.image.registry'],
  'kube-prometheus-stack 88.5.3': [
    'prometheusOperator.image.registry',
    'prometheusOperator.prometheusConfigReloader.image.registry',
    'prometheusOperator.thanosImage.registry',
    'prometheus.prometheusSpec.image.registry',
    'alertmanager.alertmanagerSpec.image.registry',
    'grafana.image.registry',
    'grafana.sidecar.image.registry',
    'kube-state-metrics.image.registry',
    'prometheus-node-exporter.image.registry',
  ],
  'loki 18.11.0': ['loki.image.registry'],
  'metallb 0.16.1': ['controller.image.repository', 'speaker.image.repository'],
  'plugin-barman-cloud 0.7.0': ['image.registry', 'sidecarImage.registry'],
  'prometheus-operator-crds 31.0.1': [],
  'promtail 6.17.1': ['image.registry'],
};

const registries =
  /\b(docker\.io|ghcr\.io|quay\.io|gcr\.io|registry\.k8s\.io|registry-1\.docker|public\.ecr\.aws|mcr\.microsoft)/;

describe('an image in the mirror', () => {
  it.each([
    ['ghcr.io/etkecc/ketesa:v1.4.0', 'etkecc/ketesa:v1.4.0'],
    ['docker.io/library/haproxy', 'library/haproxy'],
    ['localhost/own:1', 'own:1'],
    ['library/haproxy:3', 'library/haproxy:3'],
    ['registry.k8s.io', ''],
  ])('%s keeps its path', (reference, path) => {
    expect(mirrorImage(reference, mirror)).toBe([mirror.images, path].filter(Boolean).join('/'));
  });
});

describe.each(choices)('an environment with a mirror and %s', (_, environment) => {
  const { apps } = assemblePlatform(environment);
  const texts = apps.flatMap(({ component, resources, configMaps, helm }) => {
    const found: { where: string; text: string }[] = [];
    const parts = JSON.parse(JSON.stringify({ resources, configMaps, helm: helm ?? null })) as Json;
    walkJson(parts, (value, path) => {
      if (typeof value === 'string') found.push({ where: `${component}: ${path.join('.')}`, text: value });
    });
    return found;
  });

  it('names no registry but the mirror', () => {
    // Declared next to the values, as what the mirror replaces: never written.
    const written = texts.filter(({ where }) => !where.includes(': helm.images.'));
    expect(written.filter(({ text }) => registries.test(text))).toEqual([]);
  });

  it('takes every image of a pod from the mirror, or from where its file says', () => {
    const images = texts.filter(({ where }) => /\.(image|imageName)$/.test(where));
    expect(images.length).toBeGreaterThan(20);
    const own = environment.synapse.media.image;
    for (const { where, text } of images)
      expect(text.startsWith(`${mirror.images}/`) || (own !== null && text.startsWith(own)), where).toBe(
        true,
      );
  });

  it('takes every chart from the mirror, and the images that the chart names itself', () => {
    const releases = apps.flatMap(({ helm }) => helm ?? []);
    expect(releases.length).toBeGreaterThan(5);
    for (const { chart, images = {}, values } of releases) {
      expect(chart.repository).toBe(mirror.charts);
      expect(Object.keys(images)).toEqual(seen[`${chart.chart} ${chart.version}`]);
      for (const path of Object.keys(images)) {
        const value = path.split('.').reduce<unknown>((map, key) => Reflect.get(map as object, key), values);
        expect(String(value)).toContain(mirror.images);
      }
    }
  });
});
