import type { Rule } from './rule.ts';
import { crdOrder } from './rules/argocd/crd-order.ts';
import { gating } from './rules/argocd/gating.ts';
import { lossProtection } from './rules/argocd/loss-protection.ts';
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
import { adminExposure } from './rules/edge/admin-exposure.ts';
import { certificate } from './rules/edge/certificate.ts';
import { clientAddress } from './rules/edge/client-address.ts';
import { syncTimeout } from './rules/edge/sync-timeout.ts';
import { mediaCleanup } from './rules/media/cleanup.ts';
import { placeholder } from './rules/platform/placeholder.ts';
import { backup } from './rules/postgres/backup.ts';
import { connectionBudget } from './rules/postgres/connection-budget.ts';
import { durability } from './rules/postgres/durability.ts';
import { poolMode } from './rules/postgres/pool-mode.ts';
import { switchoverDelay } from './rules/postgres/switchover-delay.ts';
import { hostNetwork } from './rules/rtc/host-network.ts';

/** Every rule: first those of the design's checklist 10.1, in its order. */
export const rules: readonly Rule[] = [
  placeholder,
  switchoverDelay,
  sharedCache,
  cacheQuorum,
  cacheMasterService,
  cacheIdleTimeout,
  cacheSentinelClient,
  cacheEviction,
  cachePlaintextPassword,
  clientAddress,
  mediaCleanup,
  durability,
  poolMode,
  connectionBudget,
  stateless,
  syncTimeout,
  hostNetwork,
  adminExposure,
  certificate,
  backup,
  storageClass,
  nodeLabels,
  lossProtection,
  crdOrder,
  waveOrder,
  gating,
  sharedObject,
  projectPermits,
];
