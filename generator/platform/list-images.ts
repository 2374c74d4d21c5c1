import type { Environment } from '../environment/environment.ts';
import { listImageReferences } from '../kubernetes/image-references.ts';
import type { Json } from '../kubernetes/object.ts';
import {
  chartImages,
  chartLicenses,
  imageReference,
  images,
  isOpenSource,
  type License,
  licenseOf,
} from '../versions.ts';
import { assemblePlatform } from './assemble-platform.ts';
import { mirrorImage } from './mirror.ts';
import type { PlatformApp } from './platform.ts';

/** A licence, and whether it is one of open source. */
export interface ListedLicense {
  /** SPDX expression. */
  readonly spdx: string;
  /** False when the Open Source Initiative has approved none of the alternatives. */
  readonly openSource: boolean;
  /** Where the licence was read. */
  readonly source: string;
}

/** An image that an environment pulls. */
export interface ListedImage {
  /** Where upstream publishes it; for an image of your own, where you push it. */
  readonly source: string;
  /** Where the environment pulls it from; equals `source` without a mirror. */
  readonly target: string;
  /** Components that name it, or whose chart does. */
  readonly usedBy: readonly string[];
  /** True when nobody publishes it: you build it, so it is not copied. */
  readonly own: boolean;
  /** Licence of the program; null for an image of your own. */
  readonly license: ListedLicense | null;
}

/** A chart that Argo CD installs, with the CRDs of its operator. */
export interface ListedChart {
  readonly chart: string;
  readonly version: string;
  /** Repository that upstream publishes it in: `https://…`, or `host/path` for OCI. */
  readonly source: string;
  readonly target: string;
  readonly license: ListedLicense;
}

/** Everything that an environment pulls from registries. */
export interface ImageList {
  readonly environment: string;
  readonly mirror: Environment['mirror'];
  readonly images: readonly ListedImage[];
  readonly charts: readonly ListedChart[];
}

/**
 * Everything that a mirror must hold for an environment: images of workloads, of operators' operands and of charts, and the charts.
 *
 * @throws Error when a chart's own images have not been listed for its version, or a licence is not known: `versions.ts`.
 */
export function listImages(environment: Environment): ImageList {
  const { mirror } = environment;
  const { apps } = assemblePlatform({ ...environment, mirror: null });
  const published = new Set(Object.values(images).map(imageReference));
  const usedBy = new Map<string, Set<string>>();
  for (const app of apps)
    for (const image of imagesOf(app)) usedBy.set(image, (usedBy.get(image) ?? new Set()).add(app.component));
  const ofCharts = new Set(apps.flatMap(imagesOfChart));
  return {
    environment: environment.name,
    mirror,
    images: [...usedBy]
      .map(([source, components]): ListedImage => {
        const own = !published.has(source) && !ofCharts.has(source);
        const target = own || mirror === null ? source : mirrorImage(source, mirror);
        const license = own ? null : listLicense(source, licenseOf(source));
        return { source, target, usedBy: [...components], own, license };
      })
      .sort((one, other) => (one.source < other.source ? -1 : 1)),
    charts: apps.flatMap(({ helm }) => {
      if (helm === undefined) return [];
      const { chart, version, repository } = helm.chart;
      const license = listLicense(`chart ${chart}`, chartLicenses[chart]);
      return [{ chart, version, source: repository, target: mirror?.charts ?? repository, license }];
    }),
  };
}

/** @throws Error when nobody has read the licence. */
function listLicense(what: string, license: License | undefined): ListedLicense {
  if (license === undefined)
    throw new Error(
      `The licence of ${what} is not known: read it upstream and write it into generator/versions.ts`,
    );
  return { spdx: license.spdx, openSource: isOpenSource(license.spdx), source: license.source };
}

function imagesOf(app: PlatformApp): string[] {
  const named = [...app.resources, app.helm?.values ?? {}].flatMap((tree) =>
    listImageReferences(tree as unknown as Json),
  );
  return [...named.map(({ image }) => image), ...imagesOfChart(app)];
}

/** Images that a chart names itself. */
function imagesOfChart({ helm }: PlatformApp): readonly string[] {
  if (helm === undefined) return [];
  const { chart, version } = helm.chart;
  const listed = chartImages[chart];
  if (listed?.version !== version)
    throw new Error(
      `The images of chart ${chart} ${version} are not listed: render it with "helm template" and write them into chartImages of generator/versions.ts`,
    );
  return listed.images;
}
