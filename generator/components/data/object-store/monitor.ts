import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels } from '../../../kubernetes/labels.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import { isOperated, names, namespace, serverLabels } from './names.ts';

/**
 * Each server answers for the whole store (`program="cluster"`), so any that is left tells what is lost, and for itself. Without a
 * token: `MINIO_PROMETHEUS_AUTH_TYPE` is public, and network policies decide who reaches the port. Source: minio/minio
 * `cmd/metrics-router.go`.
 */
export function makeMonitor(environment: Environment) {
  return podMonitor({
    name: names.service,
    namespace,
    selector: selectorLabels(serverLabels),
    // The operator names the port of the container so (v7.1.1 `constants.go`, MinIOPortName).
    port: isOperated(environment) ? 'minio-port' : 's3',
    programs: [
      { program: 'cluster', path: '/minio/v2/metrics/cluster' },
      { program: 'node', path: '/minio/v2/metrics/node' },
    ],
  });
}
