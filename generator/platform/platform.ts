import type { ConfigMapFiles, Flow, HelmRelease, SecretDeclaration } from '../components/component.ts';
import type { TierName } from '../components/tiers.ts';
import type { Environment } from '../environment/environment.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';

/** One component as one environment gets it: assembled, with NetworkPolicies made and content hashes set. */
export interface PlatformApp {
  /** Component name: directory under `base/` and `overlays/<environment>/`, file under `apps/<environment>/children/`. */
  readonly component: string;
  readonly tier: TierName;
  readonly wave: number;
  readonly summary: string;
  readonly namespace: string;
  readonly resources: readonly KubernetesObject[];
  readonly configMaps: readonly ConfigMapFiles[];
  readonly helm?: HelmRelease;
}

/** Everything that one environment is made of. */
export interface Platform {
  readonly environment: Environment;
  /** Enabled components in the order of their waves. */
  readonly apps: readonly PlatformApp[];
  readonly flows: readonly Flow[];
  readonly secrets: readonly SecretDeclaration[];
}
