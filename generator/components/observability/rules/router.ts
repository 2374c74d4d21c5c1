import { namespace } from '../../synapse/labels.ts';
import { mainInstead, syncOnMain } from '../../synapse/router/pools.ts';
import type { MakeRules } from './rule-group.ts';

const here = `namespace="${namespace}"`;
const standIns = `proxy=~"${mainInstead}|${syncOnMain}"`;

/** The router in front of Synapse, as its status endpoint sees the pools. */
export const makeRouterRules: MakeRules = () => ({
  name: 'router',
  recordings: [
    {
      name: 'proxy:haproxy_requests:rate5m',
      expr: `sum by (proxy) (rate(haproxy_backend_http_requests_total{${here}}[5m]))`,
    },
  ],
  alerts: [
    {
      name: 'RouterPoolDown',
      severity: 'critical',
      expr: `max by (proxy) (haproxy_backend_status{${here},state="DOWN"}) == 1`,
      holds: '2m',
      summary: 'No Synapse process answers in pool {{ $labels.proxy }}',
    },
    {
      name: 'RouterFallsBackToMain',
      severity: 'warning',
      expr: `proxy:haproxy_requests:rate5m{${standIns}} > 0`,
      holds: '5m',
      summary:
        'The main process answers {{ $value | humanize }} requests a second that are the work of workers ({{ $labels.proxy }})',
    },
    {
      name: 'RouterQueueing',
      severity: 'warning',
      expr: `sum by (proxy) (haproxy_backend_current_queue{${here}}) > 20`,
      holds: '5m',
      summary: '{{ $value | humanize }} requests wait in pool {{ $labels.proxy }} for a free process',
    },
  ],
});
