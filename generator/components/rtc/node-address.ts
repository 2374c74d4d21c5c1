import type { Environment } from '../../environment/environment.ts';

/** Environment variable with the address of the node (`status.hostIP`), which is also the pod's in the host network. */
export const nodeAddressVariable = {
  name: 'NODE_ADDRESS',
  valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } },
} as const;

/**
 * Shell lines that set `external` to the address under which clients reach this node: its own, or what `rtc.externalAddresses` says. It
 * is never asked of a server outside.
 */
export function findExternalAddress({ rtc }: Environment): string {
  const cases = Object.entries(rtc.externalAddresses).map(
    ([own, external]) => `${own}) external=${external} ;;`,
  );
  if (cases.length === 0) return 'external=$NODE_ADDRESS';
  return ['case $NODE_ADDRESS in', ...cases, '*) external=$NODE_ADDRESS ;;', 'esac'].join('\n');
}
