import type { HelmRelease } from '../components/component.ts';
import type { Environment } from '../environment/environment.ts';
import type { Json } from '../kubernetes/object.ts';
import { type ImagePin, imageReference, images } from '../versions.ts';

type Mirror = NonNullable<Environment['mirror']>;

/** Every text that names a pinned image: with its tag in manifests, without it in the values of charts. */
const pinned: ReadonlySet<string> = new Set(
  Object.values(images).flatMap((image: ImagePin) => [imageReference(image), image.repository]),
);

/**
 * An image, or a registry, in the mirror: the registry's host gives way to the mirror's prefix, the path stays.
 * `ghcr.io/etkecc/ketesa:v1.4.0` is `registry.example.org/mirror/etkecc/ketesa:v1.4.0`.
 */
export function mirrorImage(reference: string, { images: prefix }: Mirror): string {
  const [host = '', ...path] = reference.split('/');
  const isRegistry = /[.:]/.test(host) || host === 'localhost';
  return [prefix, ...(isRegistry ? path : [host, ...path])].join('/');
}

/** A manifest in which every pinned image comes from the mirror. */
export function mirrorPinnedImages<Value>(value: Value, mirror: Mirror | null): Value {
  return mirror === null ? value : (rewrite(value as Json, mirror) as Value);
}

/** A chart that comes from the mirror, and whose images do: those that its values name, and those that it names itself. */
export function mirrorRelease(release: HelmRelease, mirror: Mirror | null): HelmRelease {
  if (mirror === null) return release;
  const own = Object.entries(release.images ?? {}).map(([path, image]): [string[], string] => [
    path.split('.'),
    mirrorImage(image, mirror),
  ]);
  return {
    ...release,
    chart: { ...release.chart, repository: mirror.charts },
    values: own.reduce<Json>(
      (values, [path, image]) => setIn(values, path, image),
      rewrite(release.values, mirror),
    ) as HelmRelease['values'],
  };
}

function rewrite(value: Json, mirror: Mirror): Json {
  if (typeof value === 'string') return pinned.has(value) ? mirrorImage(value, mirror) : value;
  if (Array.isArray(value)) return value.map((item) => rewrite(item, mirror));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, mirror)]));
}

function setIn(value: Json | undefined, path: readonly string[], text: string): Json {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  const map = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...map, [key]: setIn(map[key], rest, text) };
}
