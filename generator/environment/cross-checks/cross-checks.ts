import { checkAirGap } from './check-air-gap.ts';
import { checkArgocd } from './check-argocd.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkHosts } from './check-hosts.ts';
import { checkName } from './check-name.ts';
import { checkFamilies, checkNetworks } from './check-networks.ts';
import { checkNodes, checkRoles } from './check-nodes.ts';
import { checkObjectStore } from './check-object-store.ts';
import { checkPatches } from './check-patches.ts';
import { checkPlaceholders } from './check-placeholders.ts';
import { checkPorts } from './check-ports.ts';
import { checkQuantities } from './check-quantities.ts';
import { checkRecovery } from './check-recovery.ts';
import { checkRelays } from './check-relays.ts';
import { checkReplicas } from './check-replicas.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkSettings } from './check-settings.ts';
import { checkWorkers } from './check-workers.ts';
import type { CrossCheck } from './cross-check.ts';

/** Every check of settings against each other within one file. */
export const crossChecks: readonly CrossCheck[] = [
  checkName,
  checkPlaceholders,
  checkCredentials,
  checkArgocd,
  checkHosts,
  checkCertificates,
  checkAirGap,
  checkRoles,
  checkNodes,
  checkReplicas,
  checkWorkers,
  checkPorts,
  checkRelays,
  checkNetworks,
  checkFamilies,
  checkSchedule,
  checkObjectStore,
  checkSecrets,
  checkRecovery,
  checkQuantities,
  checkSettings,
  checkPatches,
];
