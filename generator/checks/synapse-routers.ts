import { textIn } from '../kubernetes/json.ts';
import { containersOf, imageName, resolveTargetPort } from '../kubernetes/ports.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, type MountedFile, readHaproxyFile } from './config-files.ts';
import type { EdgeRoute } from './edge-routes.ts';
import { type HaproxySection, proxySetting } from './haproxy/parse-haproxy.ts';
import { type Request, routeRequest } from './haproxy/route-request.ts';
import { mountedConfigMaps, podsBehind } from './pods.ts';

/** An HAProxy configuration that proxies HTTP in front of Synapse. */
export interface SynapseRouter {
  readonly file: MountedFile;
  readonly sections: readonly HaproxySection[];
  /** Sections that listen and speak HTTP. */
  readonly frontends: readonly HaproxySection[];
  /** Backends with servers that a request may reach through a frontend. */
  route(frontend: HaproxySection, request: Request): readonly HaproxySection[];
}

/** HAProxy configurations whose ConfigMap mentions `/_matrix`: those of Redis and PostgreSQL do not. */
export function synapseRouters(resources: ResourceSet): SynapseRouter[] {
  const files = configFiles(resources);
  return files.flatMap((file): SynapseRouter[] => {
    const sections = readHaproxyFile(file);
    if (sections.length === 0) return [];
    const siblings = files.filter(({ configMap }) => configMap === file.configMap);
    if (!siblings.some(({ text }) => text.includes('/_matrix'))) return [];
    const readMap = (path: string) =>
      siblings.find(({ key }) => path.endsWith(`/${key}`) || path === key)?.text;
    const frontends = sections.filter(
      (section) =>
        (section.kind === 'frontend' || section.kind === 'listen') &&
        proxySetting(sections, section, 'mode')?.words[1] === 'http',
    );
    return [
      {
        file,
        sections,
        frontends,
        route: (frontend, request) => routeRequest(sections, frontend, request, readMap),
      },
    ];
  });
}

/** Ports that a frontend listens on. */
export function boundPorts(frontend: HaproxySection): number[] {
  return frontend.lines
    .filter(({ words }) => words[0] === 'bind')
    .flatMap(({ words }) =>
      (words[1] ?? '').split(',').map((address) => Number(/:(\d+)$/.exec(address)?.[1])),
    )
    .filter((port) => !Number.isNaN(port));
}

/** Where a route of the edge, or a Service port, ends. */
export interface RouteEnd {
  readonly template: PodTemplate;
  readonly port: number;
  /** Frontend of a router that listens there. */
  readonly frontend?: { readonly router: SynapseRouter; readonly section: HaproxySection };
  /** True for a process of Synapse itself. */
  readonly isSynapse: boolean;
}

/** Ends of a Service port: the pods behind it and what listens in them. */
export function endsOf(
  resources: ResourceSet,
  routers: readonly SynapseRouter[],
  service: RenderedResource,
  port: string | number,
): RouteEnd[] {
  return podsBehind(resources, service).flatMap((template): RouteEnd[] => {
    const target = resolveTargetPort(service.json, port, template.spec);
    if (target === undefined) return [];
    const mounted = mountedConfigMaps(template);
    const isSynapse = containersOf(template.spec).some(
      (container) => imageName(textIn(container, 'image') ?? '') === 'synapse',
    );
    const frontends = routers.flatMap((router) => {
      const { name, namespace } = router.file.configMap.object.metadata;
      if (namespace !== template.namespace || !mounted.includes(name)) return [];
      return router.frontends
        .filter((section) => boundPorts(section).includes(target))
        .map((section) => ({ router, section }));
    });
    const [frontend] = frontends;
    return [{ template, port: target, isSynapse, ...(frontend && { frontend }) }];
  });
}

/**
 * True when a route may bring this request to Synapse. A Service that is not rendered counts when its name says Synapse: better one
 * question too many.
 */
export function leadsToSynapse(
  resources: ResourceSet,
  routers: readonly SynapseRouter[],
  { service }: EdgeRoute,
  request: Request,
): boolean {
  const found = resources.find('Service', service.namespace, service.name);
  if (found === undefined) return service.name.startsWith('synapse') && !service.name.includes('admin');
  return endsOf(resources, routers, found, service.port).some(
    ({ isSynapse, frontend }) =>
      isSynapse || (frontend !== undefined && frontend.router.route(frontend.section, request).length > 0),
  );
}
