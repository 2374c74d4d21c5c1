import type { DangerRule } from './danger.ts';
import {
  bucketRemoved,
  moved,
  removed,
  retentionShortened,
  serverName,
  unprotected,
  volumeRetention,
} from './data-loss.ts';
import { databaseRestart } from './database-restart.ts';
import { refusedUpdate } from './operator.ts';
import { newKind, releasePin, waveChanged } from './order.ts';
import {
  blockedDrain,
  emptySelector,
  erasureLayout,
  publicChange,
  restartFanOut,
  streamWriters,
  switchedOff,
} from './outage.ts';
import { immutableField } from './rejected.ts';
import {
  imageSource,
  loosenedNamespace,
  loosenedPod,
  openedNetwork,
  publicRoute,
  widenedProject,
  widenedRbac,
} from './security.ts';

/** Every danger rule, the worst class first: the order of reports. */
export const dangerRules: readonly DangerRule[] = [
  removed,
  serverName,
  moved,
  unprotected,
  volumeRetention,
  retentionShortened,
  bucketRemoved,
  immutableField,
  refusedUpdate,
  emptySelector,
  switchedOff,
  streamWriters,
  erasureLayout,
  databaseRestart,
  publicChange,
  blockedDrain,
  restartFanOut,
  waveChanged,
  releasePin,
  newKind,
  openedNetwork,
  publicRoute,
  loosenedPod,
  loosenedNamespace,
  widenedRbac,
  widenedProject,
  imageSource,
];
