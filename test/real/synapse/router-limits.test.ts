import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectionLimit } from '../../../generator/components/synapse/router/capacity.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { makeEnvironment } from './environments.ts';
import { findProgram } from './find-program.ts';
import { checkRouterFiles, writeRouterFiles } from './start-router.ts';

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']) ?? '';
const directory = mkdtempSync(join(tmpdir(), 'synapse-limits-'));
afterAll(() => rmSync(directory, { recursive: true }));

const place = { address: '127.25.0.1', dnsPort: 53 };
const samples = (loadEnvironments(process.cwd()).environments ?? []).map(({ environment }) => environment);

/** The lowest hard limit that containers commonly get: systemd's default, which containerd hands on. */
const usualHardLimit = 524_288;

/** Open files of a router: two sockets per connection, and some for ports, pipes, health checks and threads. */
function fileDescriptors(environment: Environment): number {
  return 2 * connectionLimit(environment) + 300;
}

/** What HAProxy says when it starts with these limits of open files; killed after two seconds. */
function startWith(files: string, soft: number, hard: number): string {
  const { stdout, stderr } = spawnSync(
    'prlimit',
    [`--nofile=${soft}:${hard}`, haproxy, '-db', '-f', join(files, 'haproxy.cfg')],
    { encoding: 'utf8', timeout: 2_000 },
  );
  return (stdout + stderr)
    .split('\n')
    .filter((line) => /ALERT|FD limit/i.test(line))
    .join('\n');
}

describe.skipIf(haproxy === '')('the configuration of every sample environment', () => {
  it('is there to be read', () => expect(samples.length).toBeGreaterThanOrEqual(5));

  it.each(samples)('$name is accepted by haproxy -c without a warning', (environment) => {
    const files = join(directory, environment.name);
    writeRouterFiles(environment, files, place);
    expect(checkRouterFiles(haproxy, files)).toBe('');
  });

  it.each(samples)(
    '$name opens no more files than containers may, and HAProxy agrees on how many',
    (environment) => {
      const files = join(directory, environment.name);
      writeRouterFiles(environment, files, place);
      // Too few on purpose: HAProxy refuses, and names the number that it wants.
      const wanted = Number(/Cannot raise FD limit to (\d+)/.exec(startWith(files, 64, 256))?.[1]);
      expect(wanted).toBeGreaterThan(0);
      expect(wanted).toBeLessThanOrEqual(fileDescriptors(environment));
      expect(fileDescriptors(environment)).toBeLessThan(wanted + 500);
      expect(fileDescriptors(environment)).toBeLessThan(usualHardLimit);
    },
  );
});

describe.skipIf(haproxy === '')('limits of open files', () => {
  const environment = makeEnvironment();
  const files = join(directory, 'limits');
  const needed = fileDescriptors(environment);

  it('the soft limit of 1,024 that containers start with is no obstacle: HAProxy raises it', () => {
    writeRouterFiles(environment, files, place);
    expect(needed).toBeGreaterThan(1_024);
    expect(startWith(files, 1_024, needed)).toBe('');
  });

  it('a hard limit below the need stops it at once, rather than at the busiest hour', () => {
    writeRouterFiles(environment, files, place);
    expect(startWith(files, 1_024, needed / 2)).toContain('Cannot raise FD limit');
  });
});
