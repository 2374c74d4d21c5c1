import { totalQuota } from '../../../generator/components/rtc/coturn/quota.ts';
import type { MakeCases } from './alert-case.ts';

const router = (proxy: string) => `namespace="matrix",pod="synapse-router-a",proxy="${proxy}"`;
const livekit = 'namespace="rtc",pod="livekit-7f-x"';
const loss = (le: string) => `livekit_packet_loss_percent_bucket{${livekit},direction="incoming",le="${le}"}`;
const app = 'argocd_app_info{namespace="argocd",name="production-synapse",project="production-synapse"';
const certificate = 'name="edge-tls",exported_namespace="edge"';
const pod = 'namespace="matrix",pod="synapse-main-0"';

export const makePlatformCases: MakeCases = (environment) => [
  {
    alert: 'RouterPoolDown',
    at: '5m',
    fires: {
      [`haproxy_backend_status{${router('sync')},state="DOWN"}`]: '1x10',
      [`haproxy_backend_status{${router('sync')},state="UP"}`]: '0x10',
    },
    labels: { proxy: 'sync' },
    summary: 'No Synapse process answers in pool sync',
    quiet: [
      {
        [`haproxy_backend_status{${router('sync')},state="DOWN"}`]: '0x10',
        [`haproxy_backend_status{${router('sync')},state="UP"}`]: '1x10',
      },
      // the router of the cache has its own alerts
      { 'haproxy_backend_status{namespace="redis-synapse",proxy="master",state="DOWN"}': '1x10' },
    ],
  },
  {
    alert: 'RouterFallsBackToMain',
    at: '20m',
    fires: { [`haproxy_backend_http_requests_total{${router('main-instead')}}`]: '0+120x30' },
    labels: { proxy: 'main-instead' },
    summary: 'The main process answers 2 requests a second that are the work of workers (main-instead)',
    quiet: [
      { [`haproxy_backend_http_requests_total{${router('main-instead')}}`]: '500x30' },
      { [`haproxy_backend_http_requests_total{${router('main')}}`]: '0+120x30' },
    ],
  },
  {
    alert: 'RouterQueueing',
    at: '10m',
    fires: { [`haproxy_backend_current_queue{${router('initial-sync')}}`]: '60x20' },
    labels: { proxy: 'initial-sync' },
    summary: '60 requests wait in pool initial-sync for a free process',
    quiet: [{ [`haproxy_backend_current_queue{${router('initial-sync')}}`]: '3x20' }],
  },
  {
    alert: 'CallsTargetDown',
    at: '10m',
    fires: { [`up{${livekit},job="rtc/livekit"}`]: '0x20' },
    labels: { namespace: 'rtc', pod: 'livekit-7f-x', job: 'rtc/livekit' },
    summary: 'livekit-7f-x of the calls has not answered for 5 minutes',
    quiet: [{ [`up{${livekit},job="rtc/livekit"}`]: '1x20' }],
  },
  {
    alert: 'TurnAllocationsNearLimit',
    at: '10m',
    fires: {
      'turn_total_allocations{namespace="rtc",pod="coturn-a",type="UDP"}': '3000x20',
      'turn_total_allocations{namespace="rtc",pod="coturn-a",type="TLS/TCP"}': '1000x20',
    },
    labels: { pod: 'coturn-a' },
    summary: `coturn-a relays 4k allocations; it refuses more than ${totalQuota(environment)}`,
    quiet: [
      { 'turn_total_allocations{namespace="rtc",pod="coturn-a",type="UDP"}': '300x20' },
      // both together are above the limit of one
      {
        'turn_total_allocations{namespace="rtc",pod="coturn-a",type="UDP"}': '2000x20',
        'turn_total_allocations{namespace="rtc",pod="coturn-b",type="UDP"}': '2000x20',
      },
    ],
  },
  {
    alert: 'LivekitNodeNearLimit',
    at: '20m',
    fires: { [`process_cpu_seconds_total{${livekit}}`]: '0+420x30' },
    labels: { pod: 'livekit-7f-x' },
    summary: 'livekit-7f-x uses 7 of 8 cores',
    quiet: [
      { [`process_cpu_seconds_total{${livekit}}`]: '0+120x30' },
      { 'process_cpu_seconds_total{namespace="rtc",pod="lk-jwt-0"}': '0+420x30' },
    ],
  },
  {
    alert: 'LivekitPacketLoss',
    at: '40m',
    fires: { [loss('5')]: '0+50x50', [loss('10')]: '0+100x50', [loss('+Inf')]: '0+100x50' },
    labels: {},
    summary: 'One in ten streams loses more than 9 percent of its packets',
    quiet: [{ [loss('1')]: '0+98x50', [loss('5')]: '0+100x50', [loss('+Inf')]: '0+100x50' }],
  },
  {
    alert: 'CertificateExpires',
    at: '2h',
    step: '15m',
    fires: { [`certmanager_certificate_expiration_timestamp_seconds{${certificate}}`]: '871200x200' },
    labels: { name: 'edge-tls', exported_namespace: 'edge' },
    summary: 'Certificate edge-tls ends in 10d 0h 0m 0s',
    quiet: [{ [`certmanager_certificate_expiration_timestamp_seconds{${certificate}}`]: '5184000x200' }],
  },
  {
    alert: 'CertificateNotReady',
    at: '60m',
    fires: {
      [`certmanager_certificate_ready_status{${certificate},condition="False"}`]: '1x90',
      [`certmanager_certificate_ready_status{${certificate},condition="True"}`]: '0x90',
    },
    labels: { name: 'edge-tls', exported_namespace: 'edge' },
    summary: 'Certificate edge-tls could not be issued for 30 minutes',
    quiet: [
      {
        [`certmanager_certificate_ready_status{${certificate},condition="False"}`]: '0x90',
        [`certmanager_certificate_ready_status{${certificate},condition="True"}`]: '1x90',
      },
    ],
  },
  {
    alert: 'ArgoCdAppDegraded',
    at: '20m',
    fires: { [`${app},health_status="Degraded",sync_status="Synced"}`]: '1x30' },
    labels: { name: 'production-synapse', health_status: 'Degraded' },
    summary: 'Application production-synapse is Degraded',
    quiet: [
      { [`${app},health_status="Healthy",sync_status="Synced"}`]: '1x30' },
      { [`${app},health_status="Progressing",sync_status="Synced"}`]: '1x30' },
    ],
  },
  {
    alert: 'ArgoCdAppOutOfSync',
    at: '2h',
    step: '15m',
    fires: { [`${app},health_status="Healthy",sync_status="OutOfSync"}`]: '1x200' },
    labels: { name: 'production-synapse' },
    summary: 'Application production-synapse has differed from git for an hour',
    quiet: [{ [`${app},health_status="Healthy",sync_status="Synced"}`]: '1x200' }],
  },
  {
    alert: 'PodCrashLooping',
    at: '60m',
    fires: { [`kube_pod_container_status_restarts_total{${pod},container="synapse"}`]: '0x20 1+1x60' },
    labels: { namespace: 'matrix', pod: 'synapse-main-0', container: 'synapse' },
    summary: 'Container synapse of matrix/synapse-main-0 restarted 30 times in 30 minutes',
    quiet: [
      { [`kube_pod_container_status_restarts_total{${pod},container="synapse"}`]: '0x30 1x60' },
      {
        'kube_pod_container_status_restarts_total{namespace="elsewhere",pod="other-0",container="other"}':
          '0+1x90',
      },
    ],
  },
  {
    alert: 'PodNotStarting',
    at: '60m',
    fires: { [`kube_pod_status_phase{${pod},phase="Pending"}`]: '1x90' },
    labels: { namespace: 'matrix', pod: 'synapse-main-0' },
    summary: 'Pod matrix/synapse-main-0 has been waiting for 30 minutes',
    quiet: [
      {
        [`kube_pod_status_phase{${pod},phase="Pending"}`]: '0x90',
        [`kube_pod_status_phase{${pod},phase="Running"}`]: '1x90',
      },
    ],
  },
];
