import { listIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import type { PodTemplate } from '../../../rendered/resource-set.ts';
import { configFiles, type MountedFile, readYamlFile } from '../../config-files.ts';
import { podsRunning } from '../../pods.ts';
import type { Report, Rule } from '../../rule.ts';

/** Passwords of caches come from Secrets. */
export const cachePlaintextPassword: Rule = {
  slug: 'cache/plaintext-password',
  title: 'Passwords of caches stand in no file and no argument',
  severity: 'error',
  why: 'What is committed here is read by everyone who reads the repository, and arguments by everyone who may list processes. Whoever has the password reads every message between Synapse processes.',
  fix: 'Take it from a Secret: `redis.password_path` in Synapse, an environment variable from `secretKeyRef` elsewhere, and a start script that writes it into memory.',
  references: [
    'element-hq/synapse synapse/config/redis.py: password_path',
    'valkey.io topics/security: the AUTH command',
    'Design 2025, 10.1: no plaintext secrets',
  ],
  components: ['cache-synapse', 'cache-livekit'],
  check({ resources, pass, fail }) {
    for (const file of configFiles(resources)) {
      const found = findInFile(file);
      if (found === undefined) continue;
      if (found.length === 0) pass();
      for (const line of found) {
        const [option = ''] = /^\s*(?:sentinel\s+|tcp-check\s+)?[^\s:]+/.exec(line) ?? [];
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: line,
          message: `${option.trim()} holds a password in plain text, which everyone reads who reads this repository. Take it from a Secret, and change it: it is known now.`,
        });
      }
    }
    for (const template of podsRunning(resources, ['valkey', 'redis', 'redis_exporter'])) {
      const reports = findInPod(template);
      if (reports.length === 0) pass();
      for (const report of reports) fail(report);
    }
  },
};

/** Directives of servers and Sentinels, and HAProxy's health check, that hold a password; a `$` makes it a variable. */
const directive =
  /^\s*(?:requirepass|masterauth|sentinel\s+(?:auth-pass\s+\S+|sentinel-pass)|tcp-check\s+send\s+"?AUTH)\s+"?[^$\s"][^\r\n]*$/gm;

/** Lines with a password; undefined for a file that is about no cache. */
function findInFile(file: MountedFile): string[] | undefined {
  const redis = objectIn(readYamlFile(file), 'redis');
  if (Object.keys(redis).length > 0)
    return ['password', 'sentinel_password']
      .filter((key) => (textIn(redis, key) ?? '') !== '')
      .map((key) => new RegExp(`^\\s*${key}:.*$`, 'm').exec(file.text)?.[0] ?? key);
  if (!/^\s*(?:sentinel |maxmemory|requirepass|masterauth|tcp-check )/m.test(file.text)) return undefined;
  return file.text.match(directive) ?? [];
}

/** Passwords in arguments and in variables that are written out. */
function findInPod({ owner, path, spec }: PodTemplate): Report[] {
  return listIn(spec, 'containers').flatMap((container, index) => {
    const at = [...path, 'containers', index];
    const words = ['command', 'args'].flatMap((field) => listIn(container, field).map(String)).join(' ');
    const argument = /--(?:requirepass|masterauth|pass|redis\.password)[\s=]+([^\s$]\S*)/.exec(words);
    const variables = listIn(container, 'env').filter(
      (variable) =>
        /^(?:REDIS|VALKEY)(?:CLI)?_(?:AUTH|PASSWORD)$/.test(textIn(variable, 'name') ?? '') &&
        (textIn(variable, 'value') ?? '') !== '',
    );
    return [
      ...(argument === null
        ? []
        : [
            {
              resource: owner,
              path: at,
              message: `container ${textIn(container, 'name') ?? index} gets its password as an argument, which is committed and shown in every list of processes. Take it from a Secret, and change it: it is known now.`,
            },
          ]),
      ...variables.map((variable) => ({
        resource: owner,
        path: [...at, 'env'],
        message: `${textIn(variable, 'name')} holds the password in plain text. Use valueFrom.secretKeyRef, and change the password: it is known now.`,
      })),
    ];
  });
}
