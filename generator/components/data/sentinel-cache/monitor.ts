import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels } from '../../../kubernetes/labels.ts';
import { podMonitor, type ScrapedProgram } from '../../common/pod-monitor.ts';
import { hasSentinels, namesOf, nodeLabelsOf, ports, type SentinelCache } from './sentinel-cache.ts';

const server: ScrapedProgram = { program: 'server', path: '/metrics' };

/** The exporter reaches the Sentinel beside it with the same password (oliver006/redis_exporter v1.88.0 `exporter/http.go`, `/scrape`). */
const sentinel: ScrapedProgram = {
  program: 'sentinel',
  path: '/scrape',
  params: { target: [`redis://localhost:${ports.sentinel}`] },
};

/** Metrics of the servers and their Sentinels. */
export function makeMonitor(cache: SentinelCache, environment: Environment) {
  return podMonitor({
    name: namesOf(cache).nodes,
    namespace: cache.namespace,
    selector: selectorLabels(nodeLabelsOf(cache)),
    port: 'metrics',
    programs: hasSentinels(cache, environment) ? [server, sentinel] : [server],
  });
}
