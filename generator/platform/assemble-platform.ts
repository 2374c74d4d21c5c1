import type { ComponentOutput } from '../components/component.ts';
import { secretsComponentName } from '../components/platform/secrets/secrets.ts';
import { components } from '../components/registry.ts';
import { tiers } from '../components/tiers.ts';
import type { Environment } from '../environment/environment.ts';
import { annotateConfigHash } from './annotate-config-hash.ts';
import { makeNetworkPolicies } from './make-network-policies.ts';
import { makeSecretObjects } from './make-secret-objects.ts';
import { mirrorPinnedImages, mirrorRelease } from './mirror.ts';
import type { Platform, PlatformApp } from './platform.ts';

/**
 * Renders every enabled component for an environment and puts in what no component can know alone: the NetworkPolicies that all flows
 * together ask for, the objects that become the Secrets, and the content hashes that restart pods. Pure.
 *
 * @throws Error when a flow names a component that carries no policies because it is unknown or disabled: a mistake in a component.
 */
export function assemblePlatform(environment: Environment): Platform {
  const rendered = components
    .filter((component) => component.enabled(environment))
    .map((component) => ({ component, output: component.render(environment) }));
  const enabled = new Set(rendered.map(({ component }) => component.name));
  const flows = rendered.flatMap(({ output }) => output.flows);
  const configMaps = rendered.flatMap(({ output }) => output.configMaps);
  const secrets = rendered.flatMap(({ output }) => output.secrets);
  const policies = makeNetworkPolicies(environment, flows);
  for (const name of policies.keys()) {
    if (!enabled.has(name))
      throw new Error(`A flow names the component "${name}", which ${environment.name} does not have`);
  }
  const apps = rendered.map(
    ({ component, output }): PlatformApp => ({
      component: component.name,
      tier: component.tier,
      wave: tiers[component.tier].wave,
      summary: component.summary,
      namespace: component.namespace(environment),
      resources: [
        ...output.resources.map((object) =>
          mirrorPinnedImages(annotateConfigHash(object, configMaps), environment.mirror),
        ),
        ...(component.name === secretsComponentName ? makeSecretObjects(environment, secrets) : []),
        ...(policies.get(component.name) ?? []).map(
          (policy) => policy as ComponentOutput['resources'][number],
        ),
      ],
      configMaps: output.configMaps,
      ...(output.helm !== undefined && { helm: mirrorRelease(output.helm, environment.mirror) }),
    }),
  );
  return {
    environment,
    apps: apps.sort((one, other) => one.wave - other.wave),
    flows,
    secrets,
  };
}
