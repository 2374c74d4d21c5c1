import { lines, type Page } from '../panel.ts';

const here = 'namespace="matrix"';

/** The router in front of Synapse, by pool. */
export const routerPage: Page = {
  name: 'router',
  title: 'Matrix: router',
  rows: [
    {
      title: 'Pools',
      panels: [
        lines(
          'Servers that answer',
          'short',
          'Processes of a pool that pass their health check, least of all routers.',
          { expr: `min by (proxy) (haproxy_backend_active_servers{${here}})`, legend: '{{proxy}}' },
        ),
        lines('Requests', 'reqps', 'Requests to a pool, all routers together.', {
          expr: 'proxy:haproxy_requests:rate5m',
          legend: '{{proxy}}',
        }),
        lines('Requests that wait', 'short', 'Queue in front of a pool. People wait with them.', {
          expr: `sum by (proxy) (haproxy_backend_current_queue{${here}})`,
          legend: '{{proxy}}',
        }),
        lines('Requests at work', 'short', 'Most of those in the pools of sync wait on purpose.', {
          expr: `sum by (proxy) (haproxy_backend_current_sessions{${here}})`,
          legend: '{{proxy}}',
        }),
        lines('Time to answer', 's', 'Mean of the last 1024 answers.', {
          expr: `max by (proxy) (haproxy_backend_response_time_average_seconds{${here}})`,
          legend: '{{proxy}}',
        }),
        lines(
          'On main instead',
          'reqps',
          'What the main process does for workers that are gone. Should be 0.',
          { expr: 'proxy:haproxy_requests:rate5m{proxy=~"main-instead|sync-on-main"}', legend: '{{proxy}}' },
        ),
      ],
    },
    {
      title: 'Answers',
      panels: [
        lines('Answers by class', 'reqps', 'All pools together.', {
          expr: `sum by (code) (rate(haproxy_backend_http_responses_total{${here}}[5m]))`,
          legend: '{{code}}',
        }),
        lines('Server errors by pool', 'reqps', 'Which pool answers 5xx.', {
          expr: `sum by (proxy) (rate(haproxy_backend_http_responses_total{${here},code="5xx"}[5m]))`,
          legend: '{{proxy}}',
        }),
        lines('Failed connections', 'ops', 'Connections to processes that failed.', {
          expr: `sum by (proxy) (rate(haproxy_backend_connection_errors_total{${here}}[5m]))`,
          legend: '{{proxy}}',
        }),
        lines('Connections of a router', 'percentunit', 'Share of what a router may hold.', {
          expr: `haproxy_process_current_connections{${here}} / haproxy_process_max_connections{${here}}`,
          legend: '{{pod}}',
        }),
      ],
    },
  ],
};
