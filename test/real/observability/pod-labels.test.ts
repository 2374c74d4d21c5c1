import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { podLabelRules } from '../../../generator/components/observability/log-collector/pipeline.ts';

/**
 * What relabelling makes of a pod that discovery found, as Prometheus does it (`promtool check service-discovery`): the collector's rules
 * are Prometheus' (grafana/alloy `internal/component/common/relabel`).
 */
function relabel(found: Readonly<Record<string, string>>): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-relabel-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'prometheus.yaml');
  const relabelling = podLabelRules.map(({ sources, separator, regex, target, replacement }) => ({
    source_labels: sources,
    ...(separator !== undefined && { separator }),
    ...(regex !== undefined && { regex }),
    target_label: target,
    ...(replacement !== undefined && { replacement }),
  }));
  const job = {
    job_name: 'pods',
    static_configs: [{ targets: ['10.0.0.1:80'], labels: found }],
    relabel_configs: relabelling,
  };
  writeFileSync(file, stringify({ scrape_configs: [job] }));
  const { status, stdout, stderr } = spawnSync(
    'promtool',
    ['check', 'service-discovery', '--timeout=2s', file, 'pods'],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [{ labels } = { labels: {} }] = JSON.parse(stdout) as { labels: Record<string, string> }[];
  return labels;
}

const pod = {
  __meta_kubernetes_namespace: 'matrix',
  __meta_kubernetes_pod_name: 'synapse-sync-0',
  __meta_kubernetes_pod_uid: '7f0c',
  __meta_kubernetes_pod_container_name: 'synapse',
  __meta_kubernetes_pod_label_app_kubernetes_io_name: 'synapse',
  __meta_kubernetes_pod_label_app_kubernetes_io_component: 'sync',
};

it('reads the files of a pod by its uid, and labels its lines with where they come from', () => {
  expect(relabel(pod)).toMatchObject({
    __path__: '/var/log/pods/*7f0c/synapse/*.log',
    namespace: 'matrix',
    pod: 'synapse-sync-0',
    container: 'synapse',
    app: 'synapse',
  });
});

it('reads the files of a static pod by the hash of its manifest, which the kubelet names them by', () => {
  const found = {
    ...pod,
    __meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash: 'true',
    __meta_kubernetes_pod_annotation_kubernetes_io_config_hash: 'ab12',
  };
  expect(relabel(found)['__path__']).toBe('/var/log/pods/*ab12/synapse/*.log');
});

it('labels no line of a pod without a name by one', () => {
  const { __meta_kubernetes_pod_label_app_kubernetes_io_name: _, ...found } = pod;
  expect(relabel(found)).not.toHaveProperty('app');
});
