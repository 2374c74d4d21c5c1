import { selectorLabels } from '../../../kubernetes/labels.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import { names, namespace, serverLabels } from './names.ts';

/** Metrics of servers and drives; every server also answers for the cluster as it sees it (Silo `cmd/metrics-router.go`). */
export const monitor = podMonitor({
  name: names.service,
  namespace,
  selector: selectorLabels(serverLabels),
  port: 's3',
  path: '/minio/v2/metrics/cluster',
});
