import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../generator/checks/rule.ts';
import { runRules } from '../../generator/checks/run-rules.ts';
import { makeLocate } from '../../generator/rendered/locate.ts';
import { readManifests } from '../../generator/rendered/read-manifests.ts';
import { declareFixture, root } from './judge-fixture.ts';

const directory = join(root, 'test/fixtures/design-2025');
const golden = join(directory, 'findings.txt');

function judge(): readonly Finding[] {
  const manifests = readManifests(directory, 'design-2025');
  if (!manifests.ok) throw new Error(JSON.stringify(manifests.problems));
  const run = runRules(
    [
      {
        resources: manifests.resources,
        declared: declareFixture({ cluster: { nodePools, storageClasses: { fast: 'fast-ssd' } } }),
      },
    ],
    {
      locate: makeLocate(directory),
      today: '2026-11-25',
    },
  );
  return run.findings;
}

/** Nodes of 7.1 on which the fixtures' own environment has nothing. */
const nodePools = {
  storage: { count: 4, cpu: '8', memory: '32Gi', disk: '2Ti', labels: { 'node-role': 'storage' } },
  redis: { count: 2, cpu: '4', memory: '8Gi', disk: '50Gi', labels: { 'node-role': 'redis' } },
};

/** Mistakes of the design that a manifest can show: the rule that names each, where, and a word of what it says. */
const mistakes: readonly (readonly [mistake: string, rule: string, resource: string, word: string])[] = [
  ['unquoted `on`', 'postgres/parameters', 'synapse-db', 'autovacuum'],
  ['`s3Credentials.secretName`', 'postgres/backup', 'synapse-db', 's3Credentials has no field secretName'],
  ['in-tree `barmanObjectStore`', 'postgres/backup', 'synapse-db', 'in-tree backup'],
  ['`startDelay` 30', 'postgres/delays', 'synapse-db', 'startDelay is 30'],
  ['`stopDelay` 30', 'postgres/delays', 'synapse-db', 'stopDelay is 30'],
  ['`switchoverDelay` in milliseconds', 'postgres/switchover-delay', 'synapse-db-v1', '463 days'],
  ['a pooler without a bound', 'postgres/connection-budget', 'synapse-pooler-rw', 'max_db_connections'],
  ['`STANDARD_IA` on MinIO', 'media/storage-class', 'synapse-media-cleanup', 'STANDARD_IA'],
  [
    'the stock image has no `s3_media_upload`',
    'media/provider-image',
    'synapse-media-cleanup',
    'does not have it',
  ],
  ['the clean-up pod names no node', 'media/job-placement', 'synapse-media-cleanup', 'another node'],
  ['`latest` tags', 'images/tag', 'synapse-main', 'latest'],
  ['configuration snippets', 'edge/snippets', 'synapse', 'configuration-snippet'],
  ['`/` straight to main', 'edge/main-exposed', 'synapse', 'the path / leads to synapse-main'],
  ['the admin API is public', 'edge/admin-exposure', 'synapse', '/_synapse/admin'],
  ["the admin UI on the homeserver's origin", 'edge/admin-origin', 'synapse-admin', 'matrix.example.com'],
  [
    'nothing creates `redis-synapse-master`',
    'cache/master-service',
    'synapse-config',
    'redis-synapse-master',
  ],
  ['relay ports of coturn', 'rtc/port-overlap', 'coturn', '49152-65535'],
  ['media ports of LiveKit', 'rtc/port-overlap', 'livekit-config', '50000-60000'],
  ['Element Web as StatefulSet', 'clients/stateless', 'element-web-v1', 'StatefulSet'],
  ['Element Web on port 80', 'clients/stateless', 'element-web', 'port 80'],
  ['Element Web as root', 'clients/stateless', 'element-web', 'root'],
  ['missing collation', 'postgres/collation', 'synapse-db', 'encoding'],
  ['placeholders left', 'platform/placeholder', 'synapse-db', 'CHANGE_BACKUP_BUCKET'],
  ['no `database.yaml`', 'media/cleanup-database', 'synapse-media-cleanup', 'no database.yaml'],
  ['three Sentinels on two nodes', 'cache/quorum', 'redis-livekit-node', 'may share a node'],
  ['one cache for both', 'cache/shared', 'livekit-config-v1', 'the cache of Synapse'],
  ['four 2Ti volumes on 2Ti nodes', 'object-store/capacity', 'minio', '8Ti together'],
  ['two replicas of lk-jwt-service', 'rtc/single-authoriser', 'lk-jwt-service', '2 replicas'],
  ['retired: ingress-nginx', 'platform/lifecycle', 'ingress-nginx', 'no fixes since'],
  ['retired: MinIO', 'platform/lifecycle', 'minio', 'no fixes since'],
  ['retired: Promtail', 'platform/lifecycle', 'promtail', 'no fixes since'],
  ['retired: images of Bitnami', 'images/retired-registry', 'redis-livekit-node', 'no fixes any more'],
  ['no `externalTrafficPolicy: Local`', 'edge/client-address', 'ingress-nginx-controller-v1', 'absent'],
  ['timeouts under 90 s', 'edge/sync-timeout', 'synapse-v1', 'after 60 seconds'],
  ['plaintext passwords', 'secrets/plaintext', 'monitoring', 'adminPassword'],
];

/** Mistakes that no manifest of the design shows: the rule that would name each, and what it says of its own failing fixture. */
const elsewhere: readonly (readonly [mistake: string, rule: string, word: string])[] = [
  ['a cron of five fields for backups', 'postgres/backup', '5 fields instead of 6'],
  ['transaction pooling', 'postgres/pool-mode', 'poolMode is transaction'],
];

describe('the design of 2025 as written', () => {
  const findings = judge();

  test('has these findings and no other', () => {
    const printed = findings
      .map(({ rule, file, line, resource, message }) => `${file}:${line} ${rule} ${resource}\n  ${message}\n`)
      .join('');
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(golden, printed);
    expect(printed).toBe(readFileSync(golden, 'utf8'));
  });

  test.each(elsewhere)('%s: named by %s', (_, rule, word) => {
    const expected = join(root, 'test/fixtures/rules', rule, 'fail.expected.txt');
    expect(readFileSync(expected, 'utf8')).toContain(word);
  });

  test.each(mistakes)('%s: named by %s', (_, rule, resource, word) => {
    expect(
      findings.filter(
        (finding) =>
          finding.rule === rule &&
          finding.resource.endsWith(`/${resource}`) &&
          finding.message.includes(word),
      ),
    ).not.toEqual([]);
  });
});
