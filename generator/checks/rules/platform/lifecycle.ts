import { listIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import {
  type ChartPin,
  chartImages,
  charts,
  type ImagePin,
  images,
  type Lifecycle,
} from '../../../versions.ts';
import type { ObjectPath, Rule } from '../../rule.ts';

/** What runs gets fixes. */
export const lifecycle: Rule = {
  slug: 'platform/lifecycle',
  title: 'Images and charts are still maintained',
  severity: 'warning',
  why: 'After its last day a version gets no fixes: the next hole that is found in it stays open, and what scanners report about it cannot be mended.',
  fix: 'Move to the successor, or decide for a while: an entry under `accept` with a reason and a last day.',
  references: ['generator/versions.ts: the lifecycle of every pin, with its source'],
  components: [],
  check({ resources, today, pass, fail }) {
    for (const { resource, path, what, lifecycle: life } of findPinned(resources)) {
      const { supportedUntil: until, successor, source } = life;
      if (until === undefined || until >= today) pass();
      else
        fail({
          resource,
          path,
          message: `${what} has had no fixes since ${until} (${source}). Move to ${successor ?? 'a version that is maintained'}, or accept it with a reason and a last day.`,
        });
    }
  },
};

interface Pinned {
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
  readonly what: string;
  readonly lifecycle: Lifecycle;
}

function findPinned(resources: ResourceSet): Pinned[] {
  return [...findImages(resources), ...findCharts(resources)];
}

/** Images of pods, and those that an operator is told to run. A mirror has them under their path, with another host before it. */
function findImages(resources: ResourceSet): Pinned[] {
  const inPods = resources.podTemplates.flatMap(({ owner, path, spec }) =>
    containersOf(spec).map((container) => ({ resource: owner, path, image: textIn(container, 'image') })),
  );
  const byOperators = (['image', 'imageName'] as const).flatMap((key) =>
    resources.resources.map((resource) => ({
      resource,
      path: ['spec', key],
      image: textIn(resource.json, 'spec', key),
    })),
  );
  return [...inPods, ...byOperators].flatMap(({ resource, path, image = '' }) => {
    const life = findLifecycle(image);
    return life === undefined ? [] : [{ resource, path, what: image, lifecycle: life }];
  });
}

/** Every pin by the last part of its name, with its tag: `haproxy:3.4.2-alpine`. */
const pinsByName = new Map<string, { readonly path: string; readonly pin: ImagePin }[]>();
for (const pin of Object.values<ImagePin>(images)) {
  const path = `${pin.repository.slice(pin.repository.indexOf('/') + 1)}:${pin.tag}`;
  pinsByName.set(lastPart(path), [...(pinsByName.get(lastPart(path)) ?? []), { path, pin }]);
}

/** Programs that upstream has ended, by the path of their images: whatever the version, it gets no fixes. */
const retiredPrograms: readonly { readonly path: string; readonly lifecycle: Lifecycle }[] = [
  ...Object.values<ImagePin>(images).map(({ repository, lifecycle: life }) => ({ repository, life })),
  ...Object.values<ChartPin>(charts).flatMap(({ chart, lifecycle: life }) =>
    (chartImages[chart]?.images ?? []).map((image) => ({ repository: repositoryOf(image), life })),
  ),
].flatMap(({ repository, life }) =>
  life.retired ? [{ path: repository.slice(repository.indexOf('/') + 1), lifecycle: life }] : [],
);

function findLifecycle(image: string): Lifecycle | undefined {
  const [reference = ''] = image.split('@');
  const pin = pinsByName
    .get(lastPart(reference))
    ?.find(({ path }) => reference === path || reference.endsWith(`/${path}`))?.pin;
  if (pin !== undefined) return pin.lifecycle;
  const repository = repositoryOf(image);
  return retiredPrograms.find(({ path }) => repository === path || repository.endsWith(`/${path}`))
    ?.lifecycle;
}

/** An image without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function findCharts(resources: ResourceSet): Pinned[] {
  return resources.ofKind('Application', 'argoproj.io').flatMap((resource) => {
    const sources = listIn(resource.json, 'spec', 'sources').map((source, index) => ({
      source,
      path: ['spec', 'sources', index, 'targetRevision'],
    }));
    const single = {
      source: objectIn(resource.json, 'spec', 'source'),
      path: ['spec', 'source', 'targetRevision'],
    };
    return [...sources, single].flatMap(({ source, path }) => {
      const version = textIn(source, 'targetRevision') ?? '';
      const pin = Object.values<ChartPin>(charts).find(
        (one) =>
          textIn(source, 'chart') === one.chart &&
          (one.version === version ||
            (one.lifecycle.retired === true && textIn(source, 'repoURL') === one.repository)),
      );
      if (pin === undefined) return [];
      return [{ resource, path, what: `chart ${pin.chart} ${version}`, lifecycle: pin.lifecycle }];
    });
  });
}
