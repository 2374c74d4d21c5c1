import type { ConfigMapFiles } from '../../../generator/components/component.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import type { KubernetesObject } from '../../../generator/kubernetes/object.ts';
import { renderFiles } from '../../../generator/output/render-files.ts';
import type { Platform, PlatformApp } from '../../../generator/platform/platform.ts';

/** What a test wants of a component. */
export interface Contents {
  readonly resources?: readonly KubernetesObject[];
  readonly configMaps?: readonly ConfigMapFiles[];
}

/** An app of the component `sample`. */
export function app({ resources = [], configMaps = [] }: Contents, component = 'sample'): PlatformApp {
  return {
    component,
    tier: 'data',
    wave: 0,
    summary: 'A sample',
    namespace: 'matrix',
    resources,
    configMaps,
  };
}

/** An environment with nothing but a name and user patches: all that output reads of it. */
export function environment(name: string, patches: Environment['patches'] = {}): Environment {
  return { name, patches } as unknown as Environment;
}

/** A platform of these apps. */
export function platform(
  apps: readonly PlatformApp[],
  name = 'dev',
  patches: Environment['patches'] = {},
): Platform {
  return { environment: environment(name, patches), apps, flows: [], secrets: [] };
}

/** Generated files of one component as base and as the environment `dev`. */
export function renderPair(
  base: Contents,
  target: Contents,
  patches: readonly object[] = [],
): Map<string, string> {
  return renderFiles({
    reference: platform([app(base)], 'base'),
    platforms: [platform([app(target)], 'dev', { sample: patches } as unknown as Environment['patches'])],
    applications: [],
    extra: [],
  });
}
