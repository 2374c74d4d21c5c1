import type { SecretDeclaration } from '../components/component.ts';
import { budgetConnections, type ConnectionBudget } from '../components/data/postgres/connection-budget.ts';
import { type PlannedPorts, planPorts } from '../components/rtc/port-plan.ts';
import { explainRestarts, type Restarts } from '../components/synapse/explain-restarts.ts';
import type { TierName } from '../components/tiers.ts';
import type { Environment } from '../environment/environment.ts';
import type { JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import { matchesLabels } from '../kubernetes/selectors.ts';
import { type ObservabilityPlan, planObservability } from './plan-observability.ts';
import type { Platform, PlatformApp } from './platform.ts';

/** What one workload asks of the cluster. */
export interface WorkloadPlan {
  readonly kind: string;
  readonly name: string;
  readonly replicas: number;
  /** CPU requests of one replica, in cores. */
  readonly cpu: number;
  /** Memory requests of one replica, in bytes. */
  readonly memory: number;
  /** Persistent storage of one replica, in bytes. */
  readonly storage: number;
}

/** What one Application brings. */
export interface AppPlan {
  readonly component: string;
  readonly tier: TierName;
  readonly wave: number;
  readonly summary: string;
  readonly namespace: string;
  /** Chart and version, when Argo CD installs one. */
  readonly chart?: string;
  readonly workloads: readonly WorkloadPlan[];
  readonly objects: number;
}

/** Nodes of one pool, and what they offer together after reservations. */
export interface PoolPlan {
  readonly name: string;
  readonly nodes: number;
  readonly roles: readonly string[];
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
}

/** What an environment is going to be, without asking a cluster. Sizes are cores and bytes. */
export interface PlatformPlan {
  readonly environment: string;
  readonly users: number;
  readonly availability: string;
  /** Tag that the apps are pinned to, or the branch that they follow. */
  readonly revision: string;
  /** False when the apps follow a branch: the first installation is ordered by waves, updates are not. */
  readonly orderedUpdates: boolean;
  readonly apps: readonly AppPlan[];
  readonly requests: {
    readonly pods: number;
    readonly cpu: number;
    readonly memory: number;
    readonly storage: number;
  };
  readonly pools: readonly PoolPlan[];
  /** Who connects to PostgreSQL, and the sizes that follow. */
  readonly connections: ConnectionBudget;
  readonly observability: ObservabilityPlan;
  /** What a firewall in front of the WebRTC nodes lets through: no NetworkPolicy applies to the host network. */
  readonly firewall: readonly PlannedPorts[];
  readonly secrets: readonly SecretDeclaration[];
  /** What brings the Secrets into the cluster. */
  readonly secretsFrom: Environment['slots']['secrets'];
  /** What a change of `synapse.workers.<kind>.replicas` restarts. */
  readonly restarts: Restarts;
}

/** Computes the plan of a platform. Charts are listed by name: what they request is decided by their values. */
export function makePlan(platform: Platform): PlatformPlan {
  const { environment } = platform;
  const apps = platform.apps.map((app) => planApp(environment, app));
  const workloads = apps.flatMap((app) => app.workloads);
  const total = (amount: (workload: WorkloadPlan) => number) =>
    workloads.reduce((sum, workload) => sum + workload.replicas * amount(workload), 0);
  return {
    environment: environment.name,
    users: environment.scale.users,
    availability: environment.scale.availability,
    revision: environment.gitops.release ?? environment.gitops.branch,
    orderedUpdates: environment.gitops.release !== null,
    apps,
    requests: {
      pods: total(() => 1),
      cpu: total(({ cpu }) => cpu),
      memory: total(({ memory }) => memory),
      storage: total(({ storage }) => storage),
    },
    pools: Object.entries(environment.cluster.nodePools).map(([name, pool]) => ({
      name,
      nodes: pool.count,
      roles: pool.roles,
      cpu: pool.count * (parseQuantity(pool.cpu) - parseQuantity(pool.reserved.cpu)),
      memory: pool.count * (parseQuantity(pool.memory) - parseQuantity(pool.reserved.memory)),
      disk: pool.count * parseQuantity(pool.disk),
    })),
    connections: budgetConnections(environment),
    observability: planObservability(
      platform,
      (object) => planWorkload(environment, object, [])[0]?.replicas ?? 0,
    ),
    firewall: planPorts(environment),
    secrets: platform.secrets,
    secretsFrom: environment.slots.secrets,
    restarts: explainRestarts(environment),
  };
}

function planApp(environment: Environment, app: PlatformApp): AppPlan {
  const { component, tier, wave, summary, namespace, helm, resources, configMaps } = app;
  return {
    component,
    tier,
    wave,
    summary,
    namespace,
    ...(helm && { chart: `${helm.chart.chart} ${helm.chart.version}` }),
    workloads: resources.flatMap((object) => planWorkload(environment, object, resources)),
    objects: resources.length + configMaps.length,
  };
}

interface PodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly containers?: readonly {
    readonly resources?: Requests;
  }[];
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
}

interface Requests {
  readonly requests?: Readonly<Record<string, string>>;
}

interface Claim {
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: string } } };
}

/** The fields that say how much a workload needs, of all kinds that run pods for long. */
interface WorkloadSpec {
  readonly replicas?: number;
  readonly instances?: number;
  readonly template?: { readonly spec?: PodSpec };
  readonly volumeClaimTemplates?: readonly Claim[];
  readonly resources?: Requests;
  readonly storage?: { readonly size?: string };
  readonly walStorage?: { readonly size?: string };
}

const workloadKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Cluster', 'Pooler']);

function planWorkload(
  environment: Environment,
  object: KubernetesObject,
  resources: readonly KubernetesObject[],
): WorkloadPlan[] {
  if (object.kind === 'Tenant') return planStore(object);
  if (!workloadKinds.has(object.kind)) return [];
  const { spec } = object as unknown as { spec: WorkloadSpec };
  const requests = [
    spec.resources,
    ...(spec.template?.spec?.containers ?? []).map((container) => container.resources),
  ];
  const sum = (resource: string) => addQuantities(requests.map((one) => one?.requests?.[resource]));
  const claims = [...(spec.volumeClaimTemplates ?? []), ...claimsMountedBy(spec, resources)];
  return [
    {
      kind: object.kind,
      name: object.metadata.name,
      replicas:
        object.kind === 'DaemonSet'
          ? countNodes(environment, spec.template?.spec?.nodeSelector ?? {})
          : (spec.replicas ?? spec.instances ?? 1),
      cpu: sum('cpu'),
      memory: sum('memory'),
      storage: addQuantities([
        spec.storage?.size,
        spec.walStorage?.size,
        ...claims.map((claim) => claim.spec?.resources?.requests?.storage),
      ]),
    },
  ];
}

interface Store {
  readonly pools: readonly {
    readonly servers: number;
    readonly volumesPerServer: number;
    readonly volumeClaimTemplate: Claim;
    readonly resources?: Requests;
  }[];
  readonly sideCars?: { readonly resources?: Requests };
}

/** The servers that the MinIO operator makes of each pool of a Tenant. */
function planStore({ kind, metadata, ...tenant }: KubernetesObject): WorkloadPlan[] {
  const { pools, sideCars } = (tenant as unknown as { spec: Store }).spec;
  return pools.map(({ servers, volumesPerServer, volumeClaimTemplate, resources }) => {
    const sum = (resource: string) =>
      addQuantities([resources, sideCars?.resources].map((one) => one?.requests?.[resource]));
    return {
      kind,
      name: metadata.name,
      replicas: servers,
      cpu: sum('cpu'),
      memory: sum('memory'),
      storage: volumesPerServer * addQuantities([volumeClaimTemplate.spec?.resources?.requests?.storage]),
    };
  });
}

/** Nodes that a DaemonSet with this selector runs on. */
function countNodes({ cluster }: Environment, selector: Readonly<Record<string, string>>): number {
  return Object.values(cluster.nodePools)
    .filter(({ labels }) => matchesLabels(selector, labels))
    .reduce((sum, { count }) => sum + count, 0);
}

function claimsMountedBy(spec: WorkloadSpec, resources: readonly KubernetesObject[]): Claim[] {
  const names = (spec.template?.spec?.volumes ?? []).map((volume) => volume.persistentVolumeClaim?.claimName);
  return resources.filter(
    ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && names.includes(metadata.name),
  ) as (KubernetesObject & JsonObject & Claim)[];
}

function addQuantities(quantities: readonly (string | undefined)[]): number {
  return quantities.reduce(
    (sum, quantity) => sum + (quantity === undefined ? 0 : parseQuantity(quantity)),
    0,
  );
}
