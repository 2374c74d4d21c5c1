import type { Draft } from '../draft.ts';
import type { Environment } from '../environment.ts';
import { fixedHostPorts } from '../host-ports.ts';
import type { CrossCheck } from './cross-check.ts';

/** Ports that kube-proxy takes for Services (kubernetes/kubernetes, kube-apiserver `--service-node-port-range`). */
const nodePorts = { first: 30_000, last: 32_767 };

const fixedPorts = [
  { port: fixedHostPorts.livekitHttp, what: 'LiveKit takes its signalling' },
  { port: fixedHostPorts.livekitMetrics, what: 'LiveKit shows its metrics' },
  { port: fixedHostPorts.coturnMetrics, what: 'coturn shows its metrics' },
] as const;

interface PortUse {
  readonly key: string;
  readonly first: number;
  readonly last: number;
  readonly protocols: readonly ('TCP' | 'UDP')[];
}

/** All services of the port plan listen on the nodes themselves and may share one: their ports differ, and none is a NodePort. */
export const checkPorts: CrossCheck = ({ resolved, isWritten, report }) => {
  const uses: PortUse[] = [];
  for (const use of listUses(resolved.network?.ports ?? {})) {
    const path = ['network', 'ports', use.key];
    if (use.first > use.last) {
      const message = `network.ports.${use.key} begins at ${use.first} and ends at ${use.last}`;
      report({ code: 'out-of-range', path: [...path, 'last'], message, expected: `${use.first} or more` });
      continue;
    }
    if (overlap(use, nodePorts)) {
      const message = `network.ports.${use.key} (${show(use)}) touches the NodePorts ${show(nodePorts)}, which kube-proxy takes`;
      report({ code: 'ports-overlap', path, message, expected: `ports outside ${show(nodePorts)}` });
    }
    for (const other of uses) {
      const shared = overlap(use, other);
      const protocol = use.protocols.find((name) => other.protocols.includes(name));
      if (shared === undefined || protocol === undefined) continue;
      const at = isWritten(path) ? use.key : other.key;
      const message = `network.ports.${other.key} (${show(other)}) and ${use.key} (${show(use)}) share ${protocol} ${show(shared)} on one node`;
      report({
        code: 'ports-overlap',
        path: ['network', 'ports', at],
        message,
        expected: 'ports that differ',
      });
    }
    for (const { port, what } of fixedPorts) {
      if (!overlap(use, { first: port, last: port }) || !use.protocols.includes('TCP')) continue;
      const message = `network.ports.${use.key} (${show(use)}) takes ${port}, where ${what}`;
      report({ code: 'ports-overlap', path, message, expected: 'another port' });
    }
    uses.push(use);
  }
};

function listUses(ports: Draft<Environment['network']['ports']>): PortUse[] {
  const single = (key: string, port: number | undefined, protocols: PortUse['protocols']) =>
    port === undefined ? [] : [{ key, first: port, last: port, protocols }];
  const range = (
    key: string,
    value: { first?: number | undefined; last?: number | undefined } | undefined,
  ) =>
    value?.first === undefined || value.last === undefined
      ? []
      : [{ key, first: value.first, last: value.last, protocols: ['UDP'] as const }];
  return [
    ...single('turn', ports.turn, ['TCP', 'UDP']),
    ...single('turnTls', ports.turnTls, ['TCP', 'UDP']),
    ...single('rtcTcp', ports.rtcTcp, ['TCP']),
    ...range('turnRelay', ports.turnRelay),
    ...range('rtcUdp', ports.rtcUdp),
  ];
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function overlap(left: Range, right: Range): Range | undefined {
  const first = Math.max(left.first, right.first);
  const last = Math.min(left.last, right.last);
  return first <= last ? { first, last } : undefined;
}

function show({ first, last }: Range): string {
  return first === last ? String(first) : `${first}-${last}`;
}
