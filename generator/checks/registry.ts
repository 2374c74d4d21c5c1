import { compareText } from '../kubernetes/compare-text.ts';
import type { Rule } from './rule.ts';
import { outsideNames } from './rules/airgap/outside-names.ts';
import { crdOrder } from './rules/argocd/crd-order.ts';
import { gating } from './rules/argocd/gating.ts';
import { lossProtection } from './rules/argocd/loss-protection.ts';
import { oneSource } from './rules/argocd/one-source.ts';
import { projectPermits } from './rules/argocd/project-permits.ts';
import { sharedObject } from './rules/argocd/shared-object.ts';
import { waveOrder } from './rules/argocd/wave-order.ts';
import { cacheEviction } from './rules/cache/eviction.ts';
import { cacheIdleTimeout } from './rules/cache/idle-timeout.ts';
import { cacheMasterService } from './rules/cache/master-service.ts';
import { cachePlaintextPassword } from './rules/cache/plaintext-password.ts';
import { cacheQuorum } from './rules/cache/quorum.ts';
import { cacheSentinelClient } from './rules/cache/sentinel-client.ts';
import { sharedCache } from './rules/cache/shared.ts';
import { stateless } from './rules/clients/stateless.ts';
import { nodeLabels } from './rules/cluster/node-labels.ts';
import { storageClass } from './rules/cluster/storage-class.ts';
import { containerFields } from './rules/container/fields.ts';
import { containerSecurity } from './rules/container/security.ts';
import { accessMode } from './rules/data/access-mode.ts';
import { backupCoverage } from './rules/data/backup-coverage.ts';
import { backupDestination } from './rules/data/backup-destination.ts';
import { emptyDirData } from './rules/data/empty-dir.ts';
import { reclaim } from './rules/data/reclaim.ts';
import { disruptionFields } from './rules/disruption/fields.ts';
import { adminExposure } from './rules/edge/admin-exposure.ts';
import { adminOrigin } from './rules/edge/admin-origin.ts';
import { bodySize } from './rules/edge/body-size.ts';
import { certificate } from './rules/edge/certificate.ts';
import { clientAddress } from './rules/edge/client-address.ts';
import { ingressFields } from './rules/edge/fields.ts';
import { mainExposed } from './rules/edge/main-exposed.ts';
import { publicNamesRule } from './rules/edge/public-names.ts';
import { snippets } from './rules/edge/snippets.ts';
import { syncTimeout } from './rules/edge/sync-timeout.ts';
import { imageFields } from './rules/images/fields.ts';
import { mediaCleanup } from './rules/media/cleanup.ts';
import { cleanupDatabase } from './rules/media/cleanup-database.ts';
import { mediaDuration } from './rules/media/duration.ts';
import { mediaJobPlacement } from './rules/media/job-placement.ts';
import { mediaProviderImage } from './rules/media/provider-image.ts';
import { mediaStorageClass } from './rules/media/storage-class.ts';
import { isolationFields } from './rules/network/isolation.ts';
import { networkPolicyFields } from './rules/network/policies.ts';
import { objectFields } from './rules/object/fields.ts';
import { storeCapacity } from './rules/object-store/capacity.ts';
import { storeConsumers } from './rules/object-store/consumers.ts';
import { erasure } from './rules/object-store/erasure.ts';
import { objectStorageClass } from './rules/object-store/storage-class.ts';
import { tenantPrometheus } from './rules/object-store/tenant-prometheus.ts';
import { metricNamesRule } from './rules/observability/metric-names.ts';
import { monitorChain } from './rules/observability/monitor-chain.ts';
import { monitorSelects } from './rules/observability/monitor-selects.ts';
import { runbook } from './rules/observability/runbook.ts';
import { lifecycle } from './rules/platform/lifecycle.ts';
import { placeholder } from './rules/platform/placeholder.ts';
import { podSecurity } from './rules/platform/pod-security.ts';
import { podFields } from './rules/pod/fields.ts';
import { backup } from './rules/postgres/backup.ts';
import { collation } from './rules/postgres/collation.ts';
import { connectionBudget } from './rules/postgres/connection-budget.ts';
import { delays } from './rules/postgres/delays.ts';
import { durability } from './rules/postgres/durability.ts';
import { guaranteedMemory } from './rules/postgres/guaranteed-memory.ts';
import { memory } from './rules/postgres/memory.ts';
import { parameters } from './rules/postgres/parameters.ts';
import { poolMode } from './rules/postgres/pool-mode.ts';
import { recoveryArchive } from './rules/postgres/recovery-archive.ts';
import { spread } from './rules/postgres/spread.ts';
import { switchoverDelay } from './rules/postgres/switchover-delay.ts';
import { rbacFields } from './rules/rbac/fields.ts';
import { namespaceRules } from './rules/references/namespaces.ts';
import { referenceRules } from './rules/references/references.ts';
import { secretKey } from './rules/references/secret-key.ts';
import { capacity } from './rules/router/capacity.ts';
import { pools } from './rules/router/pools.ts';
import { timeouts } from './rules/router/timeouts.ts';
import { autoCreate } from './rules/rtc/auto-create.ts';
import { drainTime } from './rules/rtc/drain-time.ts';
import { hostNetwork } from './rules/rtc/host-network.ts';
import { keyFileMode } from './rules/rtc/key-file-mode.ts';
import { livekitRedis } from './rules/rtc/livekit-redis.ts';
import { outsideStun } from './rules/rtc/outside-stun.ts';
import { portOverlap } from './rules/rtc/port-overlap.ts';
import { relayPeers } from './rules/rtc/relay-peers.ts';
import { relayQuota } from './rules/rtc/relay-quota.ts';
import { singleAuthoriser } from './rules/rtc/single-authoriser.ts';
import { turnSecret } from './rules/rtc/turn-secret.ts';
import { scalingFields } from './rules/scaling/fields.ts';
import { plaintextSecrets } from './rules/secrets/plaintext.ts';
import { secretProvider } from './rules/secrets/provider.ts';
import { unusedSecretKey } from './rules/secrets/unused-key.ts';
import { serviceFields } from './rules/service/fields.ts';
import { closedFederation } from './rules/synapse/closed-federation.ts';
import { instanceMap } from './rules/synapse/instance-map.ts';
import { probes } from './rules/synapse/probes.ts';
import { secretsByPath } from './rules/synapse/secrets-by-path.ts';
import { singleMain } from './rules/synapse/single-main.ts';
import { singleMediaRepository } from './rules/synapse/single-media-repository.ts';
import { singleWriter } from './rules/synapse/single-writer.ts';
import { version } from './rules/synapse/version.ts';
import { workerIdentity } from './rules/synapse/worker-identity.ts';
import { workloadFields } from './rules/workload/fields.ts';

const all: readonly Rule[] = [
  placeholder,
  switchoverDelay,
  delays,
  sharedCache,
  cacheQuorum,
  cacheMasterService,
  cacheIdleTimeout,
  cacheSentinelClient,
  cacheEviction,
  cachePlaintextPassword,
  clientAddress,
  mediaCleanup,
  cleanupDatabase,
  mediaJobPlacement,
  mediaProviderImage,
  mediaDuration,
  mediaStorageClass,
  singleMediaRepository,
  storeCapacity,
  erasure,
  objectStorageClass,
  storeConsumers,
  tenantPrometheus,
  secretsByPath,
  closedFederation,
  turnSecret,
  portOverlap,
  outsideStun,
  livekitRedis,
  keyFileMode,
  autoCreate,
  singleAuthoriser,
  relayPeers,
  relayQuota,
  drainTime,
  durability,
  poolMode,
  connectionBudget,
  parameters,
  memory,
  ...guaranteedMemory,
  collation,
  spread,
  stateless,
  syncTimeout,
  hostNetwork,
  adminExposure,
  certificate,
  backup,
  recoveryArchive,
  backupCoverage,
  backupDestination,
  accessMode,
  reclaim,
  ...emptyDirData,
  storageClass,
  nodeLabels,
  lifecycle,
  outsideNames,
  publicNamesRule,
  bodySize,
  snippets,
  mainExposed,
  adminOrigin,
  singleMain,
  workerIdentity,
  singleWriter,
  instanceMap,
  probes,
  version,
  pools,
  capacity,
  timeouts,
  plaintextSecrets,
  secretProvider,
  unusedSecretKey,
  lossProtection,
  crdOrder,
  waveOrder,
  gating,
  sharedObject,
  projectPermits,
  ...oneSource,
  ...podFields,
  ...containerSecurity,
  ...containerFields,
  ...imageFields,
  ...workloadFields,
  ...disruptionFields,
  ...serviceFields,
  ...ingressFields,
  ...podSecurity,
  ...scalingFields,
  ...objectFields,
  ...networkPolicyFields,
  ...isolationFields,
  ...referenceRules,
  ...namespaceRules,
  secretKey,
  ...rbacFields,
  monitorChain,
  ...monitorSelects,
  metricNamesRule,
  runbook,
];

/** Every rule, by name: the rules of a family stand together in reports and pages. */
export const rules: readonly Rule[] = all.toSorted((one, other) => compareText(one.slug, other.slug));
