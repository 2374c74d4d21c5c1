import { lines, number, type Page } from '../panel.ts';

/** Whether people can work, on one screen. */
export const overviewPage: Page = {
  name: 'overview',
  title: 'Matrix: overview',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Alerts, critical',
          'short',
          'Rules that fire and that people notice. Anything above 0 has a runbook.',
          'count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)',
        ),
        number(
          'Alerts, warning',
          'short',
          'Rules that fire and that can wait until the day.',
          'count(ALERTS{alertstate="firing",severity="warning"}) or vector(0)',
        ),
        number(
          'Server errors',
          'percentunit',
          'Share of requests that end in a 5xx answer. Below 0.1 % is normal.',
          'platform:synapse_server_errors:ratio5m',
        ),
        number(
          'Active users, day',
          'short',
          'People who used the server within a day, as the main process counts them.',
          'max(synapse_admin_daily_active_users)',
        ),
        number(
          'People in calls',
          'short',
          'Participants of all calls.',
          'sum(livekit_participant_total) or vector(0)',
        ),
        number(
          'Oldest backup',
          'dateTimeFromNow',
          'When the last base backup was finished.',
          'max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) * 1000',
        ),
      ],
    },
    {
      title: 'What people notice',
      panels: [
        lines('Requests', 'reqps', 'Requests that the router passes on, by pool.', {
          expr: 'proxy:haproxy_requests:rate5m',
          legend: '{{proxy}}',
        }),
        lines('Answers by code', 'reqps', 'Answers of Synapse. 5xx should be hardly visible.', {
          expr: 'sum by (code) (rate(synapse_http_server_responses_total[5m]))',
          legend: '{{code}}',
        }),
        lines(
          'Work in a sync',
          's',
          'Time that a sync needs, without its waiting on purpose. Above 2 s messages arrive late.',
          { expr: 'pod:synapse_sync_work_seconds:mean5m', legend: '{{pod}}' },
        ),
        lines('Events stored', 'ops', 'Events that all persisters store together.', {
          expr: 'sum(rate(synapse_storage_events_persisted_events_total[5m]))',
        }),
      ],
    },
    {
      title: 'What it stands on',
      panels: [
        lines(
          'Synapse processes that answer',
          'short',
          'Should not fall, except for a moment during an update.',
          { expr: 'sum(up{job="matrix/synapse"})' },
        ),
        lines(
          'Applications not healthy',
          'short',
          'Applications of Argo CD that are not healthy, by state.',
          {
            expr: 'count by (health_status) (argocd_app_info{health_status!="Healthy"})',
            legend: '{{health_status}}',
          },
        ),
      ],
    },
  ],
};
