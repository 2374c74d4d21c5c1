import { counters, gauges, type MetricSource } from '../metric.ts';

export const certManager: MetricSource = {
  program: 'cert-manager',
  version: 'v1.21.1',
  source: 'cert-manager/cert-manager v1.21.1 internal/collectors/certificate_collector.go',
  metrics: {
    ...gauges(
      ['name', 'namespace', 'condition', 'issuer_name', 'issuer_kind', 'issuer_group'],
      'certmanager_certificate_ready_status',
    ),
    ...gauges(
      ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'],
      'certmanager_certificate_expiration_timestamp_seconds',
      'certmanager_certificate_renewal_timestamp_seconds',
    ),
  },
};

const app = ['namespace', 'name', 'project'];

export const argoCd: MetricSource = {
  program: 'argo-cd',
  version: 'v3.4.7',
  source: 'argoproj/argo-cd v3.4.7 controller/metrics/metrics.go',
  metrics: {
    ...gauges(
      [
        ...app,
        'autosync_enabled',
        'repo',
        'dest_server',
        'dest_namespace',
        'sync_status',
        'health_status',
        'operation',
      ],
      'argocd_app_info',
    ),
    ...counters([...app, 'dest_server', 'phase', 'dry_run'], 'argocd_app_sync_total'),
  },
};
