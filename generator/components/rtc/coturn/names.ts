import type { Environment } from '../../../environment/environment.ts';
import type { WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { SecretDeclaration } from '../../component.ts';

/** Name of this component, of its DaemonSet and of its ServiceAccount. */
export const componentName = 'coturn';

/** Namespace of the TURN servers. */
export const namespace: string = namespaces.rtc.name;

/** Labels of the TURN servers. */
export const labels: WorkloadLabels = { name: 'coturn', component: 'coturn' };

/**
 * The secret of which coturn, Synapse and LiveKit make passwords that expire. It stands in {@link namespace}; a pod elsewhere reads a
 * copy of the same name, which {@link copyTurnSecret} declares.
 */
export const turnSecret = { name: 'coturn-auth', key: 'static-auth-secret' } as const;

/** Secret of type `kubernetes.io/tls` with the certificate for every name of {@link turnHosts}; cert-manager fills it. */
export const certificateSecret = 'coturn-tls';

/** Names under which clients find the relays: each leads to one or more of the nodes. */
export function turnHosts(environment: Environment): readonly string[] {
  return environment.rtc.turnHosts;
}

/** What Synapse hands out as `turn_uris`: UDP first, since media suffers least there. */
export function turnUris(environment: Environment): string[] {
  const { turn, turnTls } = environment.network.ports;
  return turnHosts(environment).flatMap((host) => [
    `turn:${host}:${turn}?transport=udp`,
    `turn:${host}:${turn}?transport=tcp`,
    `turns:${host}:${turnTls}?transport=tcp`,
  ]);
}

/** Declares the copy of the shared secret that a reader in another namespace needs. */
export function copyTurnSecret(toNamespace: string, why: string): SecretDeclaration {
  return {
    name: turnSecret.name,
    namespace: toNamespace,
    keys: { [turnSecret.key]: { kind: 'copy', from: { namespace, ...turnSecret } } },
    why,
  };
}
