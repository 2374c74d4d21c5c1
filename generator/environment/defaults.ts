import type { DeepPartial } from './deep-partial.ts';
import { isOwnCluster, ownCluster } from './destination.ts';
import type { Draft } from './draft.ts';
import type { EnvironmentFile } from './schema/environment-schema.ts';
import { makeSingleNodeWorkers } from './worker-presets.ts';

/** Values that depend on `scale.availability`: how many of each thing survives the loss of a node. */
export const availabilityDefaults: Readonly<Record<'high' | 'single', DeepPartial<EnvironmentFile>>> = {
  high: {
    postgres: { instances: 3, pooler: { instances: 3 } },
    cacheSynapse: { replicas: 3, proxyReplicas: 2 },
    cacheLivekit: { replicas: 3 },
    objectStore: { volumesPerServer: 4, parity: 4 },
    synapse: { router: { replicas: 3 } },
    edge: { replicas: 3 },
    adminUi: { replicas: 2 },
    elementWeb: { replicas: 2 },
    observability: { prometheus: { replicas: 2 }, loki: { replicas: 3 } },
  },
  single: {
    postgres: { instances: 1, pooler: { instances: 1 } },
    cacheSynapse: { replicas: 1, proxyReplicas: 1 },
    cacheLivekit: { replicas: 1 },
    objectStore: { servers: 1, volumesPerServer: 1, parity: 0 },
    synapse: {
      workers: makeSingleNodeWorkers(),
      router: { replicas: 1 },
    },
    edge: { replicas: 1 },
    adminUi: { replicas: 1 },
    rtc: { livekit: { replicas: 1 } },
    elementWeb: { replicas: 1 },
    observability: { prometheus: { replicas: 1 }, loki: { replicas: 1 } },
  },
};

/** Values that are the same at every size; those that depend on the file itself are computed from it. */
export function computeDefaults(file: Draft<EnvironmentFile>): DeepPartial<EnvironmentFile> {
  const serverName = file.hosts?.serverName;
  const turnHost = file.hosts?.turn ?? (serverName && `turn.${serverName}`);
  return {
    sample: false,
    scale: { availability: 'high' },
    airGapped: false,
    mirror: null,
    slots: {
      argocd: isOwnCluster(file.gitops?.destination ?? ownCluster) ? 'managed' : 'existing',
      cache: 'valkey',
      certificates: 'acme-dns01',
      edge: 'envoy-gateway',
      adminUi: 'ketesa',
      logCollector: 'alloy',
      objectStore: 'silo',
      secrets: 'existing',
    },
    ...(serverName && {
      hosts: {
        matrix: `matrix.${serverName}`,
        element: `element.${serverName}`,
        admin: `admin.${serverName}`,
        rtc: `rtc.${serverName}`,
        turn: `turn.${serverName}`,
      },
    }),
    gitops: {
      branch: 'main',
      release: null,
      argocdNamespace: 'argocd',
      destination: ownCluster,
    },
    argocd: { oidc: null, notifications: null, sshKnownHosts: [], remoteClusters: [] },
    cluster: { dnsDomain: 'cluster.local', apiServerPort: 6443, reservedPorts: [] },
    network: {
      federation: 'closed',
      ports: {
        turn: 3478,
        turnTls: 5349,
        // Above the ports that Linux takes for outgoing connections (32768-60999) and within those for relays (RFC 5766, 6.2).
        turnRelay: { first: 61_000, last: 65_535 },
        rtcTcp: 7881,
        rtcUdp: { first: 7882, last: 7892 },
      },
    },
    certificates: {
      acme: {
        server: 'https://acme-v02.api.letsencrypt.org/directory',
        email: null,
        dns: 'cloudflare',
        rfc2136: null,
        route53: null,
      },
      trustedCa: null,
    },
    secrets: { store: null },
    postgres: { parameters: {}, backup: null, recovery: null },
    adminUi: { resources: { cpu: '20m', memory: '32Mi', memoryLimit: '128Mi' } },
    synapse: {
      media: { image: null, retentionDays: 7 },
      maxUploadSize: '100M',
      supportEmail: null,
      accessLog: true,
      settings: {},
    },
    objectStore: { external: null, mediaBackup: null },
    rtc: {
      ...(turnHost && { turnHosts: [turnHost] }),
      nodeAddresses: [],
      externalAddresses: {},
      allowedPeers: [],
      livekit: { replicas: Math.min(3, countWebrtcNodes(file) || 3) },
      lkJwt: { resources: { cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' } },
    },
    elementWeb: { resources: { cpu: '50m', memory: '64Mi', memoryLimit: '128Mi' } },
    observability: {
      alertmanager: false,
      controlPlane: [],
      prometheus: { retentionDays: 30 },
      loki: { retentionDays: 14 },
    },
    patches: {},
    acknowledge: [],
    accept: [],
  };
}

/** Nodes that media servers may use: those of the pool with the role `webrtc`, or all where no pool has it. */
function countWebrtcNodes(file: Draft<EnvironmentFile>): number {
  const pools = Object.values(file.cluster?.nodePools ?? {});
  const own = pools.filter((pool) => pool?.roles?.includes('webrtc'));
  return (own.length > 0 ? own : pools).reduce((sum, pool) => sum + (pool?.count ?? 0), 0);
}

/** Defaults inside lists and maps of the user's own making, by section. */
export const nodePoolDefaults = {
  roles: [],
  labels: {},
  taints: [],
  reserved: { cpu: '500m', memory: '1Gi' },
} as const;

/** Defaults of `postgres.backup` once it is written. */
export const backupDefaults = { schedule: '0 0 2 * * *', retentionDays: 30 } as const;

/** Defaults of `postgres.recovery` once it is written, but for the destination, which is that of the backup. */
export const recoveryDefaults = { source: 'synapse-db', targetTime: null } as const;

/** Default of `certificates.acme.rfc2136` once it is written. */
export const rfc2136Defaults = { algorithm: 'HMACSHA256' } as const;

/** Defaults of `objectStore.external` once it is written; without networks it is anywhere outside the cluster. */
export const externalStoreDefaults = { region: 'us-east-1', pathStyle: true, cidrs: [] } as const;

/** Defaults of `secrets.store` once it is written, but for its prefix, which has the name of the environment. */
export const secretStoreDefaults = {
  name: 'platform',
  cidrs: [],
  refreshInterval: '1h',
  vault: null,
} as const;

/** Defaults of `secrets.store.vault` once it is written. */
export const vaultDefaults = { mount: 'kubernetes', engine: 'secret' } as const;

/** Defaults of `objectStore.mediaBackup` once it is written. */
export const mediaBackupDefaults = { region: 'us-east-1', cidrs: [], schedule: '30 4 * * *' } as const;
