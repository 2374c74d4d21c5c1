import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Metric } from '../../../generator/metrics/metric.ts';
import { haproxy } from '../../../generator/metrics/sources/haproxy.ts';
import { synapse } from '../../../generator/metrics/sources/synapse.ts';
import { findProgram } from '../synapse/find-program.ts';

const root = join(import.meta.dirname, '../../..');
const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-metrics-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Name under which a program lists a metric: a histogram by its buckets. */
function seriesOf(name: string, { type }: Metric): string {
  return type === 'histogram' ? `${name}_bucket` : name;
}

const python = findProgram(
  'SYNAPSE_PYTHON',
  [join(root, '.tools/synapse/bin/python3')],
  ['-c', 'import synapse'],
);

describe.skipIf(python === undefined)('Synapse', () => {
  const { stdout } = spawnSync(python ?? '', [join(import.meta.dirname, 'list_metrics.py')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  const registered = JSON.parse(stdout === '' ? '{}' : stdout) as Record<string, readonly string[]>;

  it.each(Object.entries(synapse.metrics))('registers %s with these labels', (name, metric) => {
    expect(Object.keys(registered)).toContain(seriesOf(name, metric));
    expect([...(registered[seriesOf(name, metric)] ?? [])].sort()).toEqual([...metric.labels].sort());
  });
});

const program = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']);

/** A router in small: a pool whose only server is down, and the exporter. */
const configuration = `
global
    maxconn 100
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend status
    bind 127.0.0.1:18405
    http-request use-service prometheus-exporter if { path /metrics }
    default_backend pool
backend pool
    server one 127.0.0.1:18999 check inter 200ms
`;

describe.skipIf(program === undefined)('HAProxy', async () => {
  const file = join(directory, 'haproxy.cfg');
  writeFileSync(file, configuration);
  const server = spawn(program ?? '', ['-f', file, '-db'], { stdio: 'ignore' });
  afterAll(() => server.kill());
  const exported = program === undefined ? '' : await waitForMetrics('http://127.0.0.1:18405/metrics');

  it.each(Object.entries(haproxy.metrics))('exports %s with these labels', (name, { labels }) => {
    const [line, written = ''] = new RegExp(`^${name}(?:\\{(.*)\\})? `, 'm').exec(exported) ?? [];
    expect(line, name).toBeDefined();
    const found = [...written.matchAll(/(\w+)="/g)].map(([, label]) => label);
    expect(found.sort()).toEqual([...labels].sort());
  });

  it('says of a pool without servers that it is down, in the label that the alert matches', () => {
    expect(exported).toMatch(/^haproxy_backend_status\{proxy="pool",state="DOWN"\} 1$/m);
  });
});

async function waitForMetrics(url: string): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const answer = await fetch(url).catch(() => undefined);
    const text = (await answer?.text()) ?? '';
    if (text.includes('state="DOWN"} 1')) return text;
  }
  throw new Error('HAProxy exports nothing');
}
