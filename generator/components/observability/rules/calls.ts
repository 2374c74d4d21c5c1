import type { Environment } from '../../../environment/environment.ts';
import { totalQuota } from '../../rtc/coturn/quota.ts';
import { componentName as livekit, namespace } from '../../rtc/livekit/names.ts';
import { cpuOfWebrtcNode } from '../../rtc/webrtc-nodes.ts';
import type { MakeRules } from './rule-group.ts';

const here = `namespace="${namespace}"`;

/** Share of a limit at which there is still time to add a node. */
const nearLimit = 0.8;

/** TURN servers and media servers against what one of them can take. */
export const makeCallRules: MakeRules = (environment) => {
  const quota = totalQuota(environment);
  return {
    name: 'calls',
    recordings: [
      { name: 'pod:turn_allocations:sum', expr: 'sum by (pod) (turn_total_allocations)' },
      {
        name: 'pod:livekit_cpu:rate5m',
        expr: `sum by (pod) (rate(process_cpu_seconds_total{${here},pod=~"${livekit}-.+"}[5m]))`,
      },
    ],
    alerts: [
      {
        name: 'CallsTargetDown',
        severity: 'critical',
        expr: `up{${here}} == 0`,
        holds: '5m',
        summary: '{{ $labels.pod }} of the calls has not answered for 5 minutes',
      },
      {
        name: 'TurnAllocationsNearLimit',
        severity: 'warning',
        expr: `pod:turn_allocations:sum > ${Math.floor(nearLimit * quota)}`,
        holds: '5m',
        summary: `{{ $labels.pod }} relays {{ $value | humanize }} allocations; it refuses more than ${quota}`,
      },
      livekitNearLimit(environment),
      {
        name: 'LivekitPacketLoss',
        severity: 'warning',
        expr: 'histogram_quantile(0.9, sum by (le) (rate(livekit_packet_loss_percent_bucket{direction="incoming"}[10m]))) > 5',
        holds: '15m',
        summary: 'One in ten streams loses more than {{ $value | humanize }} percent of its packets',
      },
    ],
  };
};

function livekitNearLimit(environment: Environment) {
  const cores = cpuOfWebrtcNode(environment);
  return {
    name: 'LivekitNodeNearLimit',
    severity: 'warning',
    // At 0.9 of a node LiveKit itself stops taking calls (livekit v1.13.5 pkg/config: node_selector.sysload_limit).
    expr: `pod:livekit_cpu:rate5m > ${(0.7 * cores).toFixed(1)}`,
    holds: '10m',
    summary: `{{ $labels.pod }} uses {{ $value | humanize }} of ${cores} cores`,
  } as const;
}
