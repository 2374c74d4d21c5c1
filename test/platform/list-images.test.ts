import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { listImageReferences } from '../../generator/kubernetes/image-references.ts';
import type { Json } from '../../generator/kubernetes/object.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { listImages } from '../../generator/platform/list-images.ts';
import { printImages } from '../../generator/reports/print-images.ts';
import {
  chartImages,
  chartLicenses,
  charts,
  type ImagePin,
  imageLicenses,
  imageReference,
  images,
  isOpenSource,
  licenseOf,
} from '../../generator/versions.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../..'));
const samples = environments.map(({ environment }) => environment);

describe('the list of images', () => {
  it.each(samples)('$name: every image has a registry and a tag', (environment) => {
    const list = listImages(environment);
    expect(list.images.length).toBeGreaterThan(10);
    for (const { source, target } of list.images)
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

  it('knows the licence of everything that is pinned, and of nothing else', () => {
    const references = [
      ...Object.values(images).map((pin: ImagePin) => imageReference(pin)),
      ...Object.values(chartImages).flatMap((chart) => chart.images),
    ];
    const rows = new Map(references.map((reference) => [reference, licenseOf(reference)]));
    expect([...rows].filter(([, license]) => license === undefined)).toEqual([]);
    expect(new Set(rows.values())).toEqual(new Set(Object.values(imageLicenses)));
    expect(Object.keys(chartLicenses).sort()).toEqual(
      Object.values(charts)
        .map(({ chart }) => chart)
        .sort(),
    );
  });

  it.each([
    ['docker.io/library/redis:7.2.16-alpine', 'BSD-3-Clause'],
    ['docker.io/library/redis:8.2.3-alpine', 'LicenseRef-RSALv2 OR SSPL-1.0 OR AGPL-3.0-only'],
    ['docker.io/livekit/livekit-server:v1.13.5', 'Apache-2.0'],
    [`docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z@sha256:${'0'.repeat(64)}`, 'AGPL-3.0-or-later'],
    ['docker.io/grafana/grafana:13.2.0', 'AGPL-3.0-only'],
  ])('%s is under %s', (reference, spdx) => {
    expect(licenseOf(reference)?.spdx).toBe(spdx);
  });

  it.each([
    ['LicenseRef-RSALv2 OR SSPL-1.0', false],
    ['LicenseRef-RSALv2 OR SSPL-1.0 OR AGPL-3.0-only', true],
    ['LicenseRef-Element-Commercial', false],
    ['BSD-3-Clause', true],
  ])('%s: open source is %s', (spdx, open) => {
    expect(isOpenSource(spdx)).toBe(open);
  });

  it('marks what is not open source', () => {
    const license = { spdx: 'LicenseRef-RSALv2 OR SSPL-1.0', openSource: false, source: 'a test' };
    const image = { source: 'docker.io/library/redis:7.4.1', usedBy: ['cache'], own: false, license };
    const text = printImages({
      environment: 'a',
      mirror: null,
      images: [{ ...image, target: image.source }],
      charts: [],
    });
    expect(text).toMatch(/redis:7\.4\.1 +LicenseRef-RSALv2 OR SSPL-1\.0 \(NOT OSI-approved\) +cache/);
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
    const { images: pulled, charts: listed } = listImages(airgap);
    const find = (text: string) => pulled.find(({ source }) => source.includes(text));
    expect(find('plugin-barman-cloud-sidecar')?.target).toMatch(
      /^registry\.example\.net\/mirror\/cloudnative-pg\/plugin-barman-cloud-sidecar:/,
    );
    expect(find('cloudnative-pg/pgbouncer')?.usedBy).toEqual(['postgres']);
    expect(find('matrix/synapse-s3')).toMatchObject({ own: true });
    expect(new Set(listed.map(({ target }) => target))).toEqual(new Set(['registry.example.net/charts']));
  });
});
