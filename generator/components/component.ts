import type { Environment } from '../environment/environment.ts';
import type { ConfigFile } from '../formats/config-file.ts';
import type { Json, KubernetesObject } from '../kubernetes/object.ts';
import type { ChartPin } from '../versions.ts';
import type { TierName } from './tiers.ts';

/**
 * One installable part of the platform: a pure function from an environment to what it needs. It becomes one directory under
 * `base/` and `overlays/<environment>/` and one Argo CD Application. Adding a component touches its folder, the registry and its tests.
 */
export interface Component {
  /** Folder name, app name and file name: a DNS label of at most 30 characters. */
  readonly name: string;
  /** Decides the Argo CD sync wave. */
  readonly tier: TierName;
  /** What it is, in one sentence, for `plan` and the README. */
  readonly summary: string;
  /** Namespace that the Application deploys to; one of `namespaces.ts`. */
  namespace(environment: Environment): string;
  /** False when the environment does not want this component. */
  enabled(environment: Environment): boolean;
  render(environment: Environment): ComponentOutput;
}

/** What a component contributes to one environment. */
export interface ComponentOutput {
  /** Objects in the order in which a reader should meet them; NetworkPolicies are made from `flows`. */
  readonly resources: readonly KubernetesObject[];
  /** ConfigMaps with stable names, made of configuration files. */
  readonly configMaps: readonly ConfigMapFiles[];
  /** A chart that Argo CD installs, beside `resources` if there are any. */
  readonly helm?: HelmRelease;
  /** Every connection that this component opens or must accept. */
  readonly flows: readonly Flow[];
  /** Secrets that must exist; nothing here is a secret value. */
  readonly secrets: readonly SecretDeclaration[];
}

/** A ConfigMap made of files. Its name is stable; pods that mount it are annotated with a hash of what they read. */
export interface ConfigMapFiles {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** File name to file. */
  readonly files: Readonly<Record<string, ConfigFile>>;
  /**
   * False when a change does not concern pods that already run: the ConfigMap is then left out of the content hash.
   * Default: true
   */
  readonly restartOnChange?: boolean;
}

/** A pinned Helm chart and its values. */
export interface HelmRelease {
  readonly chart: ChartPin;
  readonly releaseName: string;
  readonly values: { readonly [key: string]: Json };
  /**
   * Images that the chart names itself: path of the value that replaces one, dotted, to what the chart would take: a registry, a
   * repository or a reference. An environment with a mirror sets these values.
   */
  readonly images?: Readonly<Record<string, string>>;
}

/** One end of a network connection. */
export type Endpoint =
  | {
      readonly kind: 'pods';
      /** Component whose overlay carries the NetworkPolicy of these pods. */
      readonly component: string;
      readonly namespace: string;
      /** Labels that select the pods; an empty object selects every pod of the namespace. */
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cidrs'; readonly cidrs: readonly string[]; readonly except?: readonly string[] }
  /** Pods in the host network: seen under the addresses of their nodes, and no policy of their own applies to them. */
  | { readonly kind: 'nodes' }
  /** The API server: reached, and reaching webhooks, from node addresses. */
  /** As a target it has the port `cluster.apiServerPort`, and a flow to it names none. */
  | { readonly kind: 'kube-apiserver' };

/** A port or an inclusive range of ports as pods see it (after Service translation). */
export interface FlowPort {
  readonly port: number;
  readonly endPort?: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** One declared network connection. DNS is allowed for every pod and is not declared. */
export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly ports: readonly FlowPort[];
  /** Reason, as a phrase that completes "allowed because": becomes a comment for the reviewer. */
  readonly why: string;
}

/** How a secret key gets its value when the platform creates it. */
export type SecretGenerator =
  /** Random characters from `[A-Za-z0-9]`. */
  | { readonly kind: 'random'; readonly length: number }
  /** A constant that is not secret, such as a user name that an API wants in the same Secret. */
  | { readonly kind: 'constant'; readonly value: string }
  /** Text that embeds other keys of the same Secret as `{{ key }}`. */
  | { readonly kind: 'template'; readonly template: string }
  /** A Synapse signing key: `ed25519 <id> <base64 seed>`. */
  | { readonly kind: 'synapse-signing-key' }
  /** Copied from another Secret's key, in another namespace. */
  | {
      readonly kind: 'copy';
      readonly from: { readonly namespace: string; readonly name: string; readonly key: string };
    }
  /** Only a person can know it: credentials of a service outside the cluster. */
  | { readonly kind: 'provided' };

/** A Secret that must exist before the component starts. */
export interface SecretDeclaration {
  readonly name: string;
  readonly namespace: string;
  /** Secret type. Default: `Opaque` */
  readonly type?: string;
  /** Labels that a reader looks for. Default: none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, SecretGenerator>>;
  /** Who reads it and what for. */
  readonly why: string;
}
