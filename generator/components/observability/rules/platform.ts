import { platformNamespaces } from './platform-namespaces.ts';
import type { MakeRules } from './rule-group.ts';

/** What every part stands on: certificates, Argo CD, pods that start. */
export const makePlatformRules: MakeRules = (environment) => {
  const ours = `namespace=~"${platformNamespaces(environment).join('|')}"`;
  return {
    name: 'platform',
    recordings: [],
    alerts: [
      {
        name: 'CertificateExpires',
        severity: 'warning',
        // Certificates are renewed 30 days before they end: at 14 the renewal has failed for two weeks.
        expr: 'min by (name, exported_namespace) (certmanager_certificate_expiration_timestamp_seconds) - time() < 14 * 86400',
        holds: '1h',
        summary: 'Certificate {{ $labels.name }} ends in {{ $value | humanizeDuration }}',
      },
      {
        name: 'CertificateNotReady',
        severity: 'warning',
        expr: 'max by (name, exported_namespace) (certmanager_certificate_ready_status{condition="False"}) == 1',
        holds: '30m',
        summary: 'Certificate {{ $labels.name }} could not be issued for 30 minutes',
      },
      {
        name: 'ArgoCdAppDegraded',
        severity: 'critical',
        expr: 'max by (name, health_status) (argocd_app_info{health_status=~"Degraded|Missing|Unknown"}) == 1',
        holds: '10m',
        summary: 'Application {{ $labels.name }} is {{ $labels.health_status }}',
      },
      {
        name: 'ArgoCdAppOutOfSync',
        severity: 'warning',
        expr: 'max by (name) (argocd_app_info{sync_status!="Synced"}) == 1',
        holds: '1h',
        summary: 'Application {{ $labels.name }} has differed from git for an hour',
      },
      {
        name: 'PodCrashLooping',
        severity: 'warning',
        expr: `increase(kube_pod_container_status_restarts_total{${ours}}[30m]) > 3`,
        holds: '5m',
        summary:
          'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} restarted {{ $value | humanize }} times in 30 minutes',
      },
      {
        name: 'PodNotStarting',
        severity: 'warning',
        expr: `sum by (namespace, pod) (kube_pod_status_phase{${ours},phase="Pending"}) > 0`,
        holds: '30m',
        summary: 'Pod {{ $labels.namespace }}/{{ $labels.pod }} has been waiting for 30 minutes',
      },
    ],
  };
};
