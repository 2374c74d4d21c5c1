import { describe, expect, it } from 'vitest';
import { findSeries, metricSources } from '../../generator/metrics/catalogue.ts';
import { charts, images } from '../../generator/versions.ts';

/** What this repository pins; the programs of chart kube-prometheus-stack and the kubelet come with others. */
const pins: Readonly<Record<string, string>> = {
  synapse: images.synapse.tag,
  haproxy: images.haproxy.tag,
  'cloudnative-pg': charts.cloudnativePg.appVersion,
  'barman-cloud': charts.barmanCloud.appVersion,
  redis_exporter: images.redisExporter.tag,
  silo: images.silo.tag,
  coturn: images.coturn.tag,
  livekit: images.livekit.tag,
  envoy: images.envoy.tag,
  'ingress-nginx': charts.ingressNginx.appVersion,
  'cert-manager': charts.certManager.appVersion,
  'argo-cd': charts.argoCd.appVersion,
};

describe('the catalogue of metrics', () => {
  it.each(Object.entries(pins))('was read for the version of %s that is pinned', (program, version) => {
    expect(metricSources.find((source) => source.program === program)?.version).toBe(version);
  });

  it('names every metric once, and a source for each', () => {
    const names = metricSources.flatMap(({ metrics }) => Object.keys(metrics));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const { program, source } of metricSources) expect(source.length, program).toBeGreaterThan(20);
  });

  it('knows the series of a histogram by their suffixes, and a counter by its name alone', () => {
    expect(findSeries('synapse_storage_schedule_time_sum')?.metric.type).toBe('histogram');
    expect(findSeries('synapse_storage_schedule_time_bucket')?.labels).toContain('le');
    expect(findSeries('synapse_storage_schedule_time')).toBeUndefined();
    expect(findSeries('redis_evicted_keys_total_count')).toBeUndefined();
    expect(findSeries('turn_total_allocations')?.labels).toContain('type');
  });
});
