import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { listImageReferences } from '../../generator/kubernetes/image-references.ts';
import type { Json } from '../../generator/kubernetes/object.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { listImages } from '../../generator/platform/list-images.ts';
import { chartImages, charts } from '../../generator/versions.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../..'));
const samples = environments.map(({ environment }) => environment);

describe('the list of images', () => {
  it.each(samples)('$name: every image has a registry and a tag', (environment) => {
    const { images } = listImages(environment);
    expect(images.length).toBeGreaterThan(10);
    for (const { source, target } of images)
      for (const reference of [source, target])
        expect(reference).toMatch(
          /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?$/,
        );
  });

  it.each(samples)('$name: holds every image that is rendered', (environment) => {
    const targets = new Set(listImages(environment).images.map(({ target }) => target));
    const rendered = assemblePlatform(environment).apps.flatMap(({ resources, helm }) =>
      [...resources, helm?.values ?? {}].flatMap((tree) => listImageReferences(tree as unknown as Json)),
    );
    expect(rendered.length).toBeGreaterThan(15);
    expect(rendered.filter(({ image }) => !targets.has(image))).toEqual([]);
  });

  it.each(samples)('$name: a mirror replaces every image that a chart names itself', (environment) => {
    for (const { helm } of assemblePlatform({ ...environment, mirror: null }).apps) {
      const replaced = Object.values(helm?.images ?? {});
      const own = helm === undefined ? [] : (chartImages[helm.chart.chart]?.images ?? []);
      for (const image of own)
        expect(replaced.some((text) => image.startsWith(`${text}/`) || image.startsWith(`${text}:`))).toBe(
          true,
        );
    }
  });

  it('knows the images of every chart that is pinned, at its version', () => {
    const pinned = Object.values(charts).map(({ chart, version }) => [chart, version]);
    expect(
      Object.entries(chartImages)
        .map(([chart, { version }]) => [chart, version])
        .sort(),
    ).toEqual(pinned.sort());
  });

  it('names operands, sidecars of operators, and images that a person builds', () => {
    const airgap = samples.find(({ name }) => name === 'airgap');
    if (airgap === undefined) throw new Error('There is no environment airgap');
    const { images, charts: listed } = listImages(airgap);
    const find = (text: string) => images.find(({ source }) => source.includes(text));
    expect(find('plugin-barman-cloud-sidecar')?.target).toMatch(
      /^registry\.example\.net\/mirror\/cloudnative-pg\/plugin-barman-cloud-sidecar:/,
    );
    expect(find('cloudnative-pg/pgbouncer')?.usedBy).toEqual(['postgres']);
    expect(find('matrix/synapse-s3')).toMatchObject({ own: true });
    expect(new Set(listed.map(({ target }) => target))).toEqual(new Set(['registry.example.net/charts']));
  });
});
