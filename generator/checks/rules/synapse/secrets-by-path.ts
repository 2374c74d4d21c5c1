import { isObject, walkJson } from '../../../kubernetes/json.ts';
import { readYamlFile } from '../../config-files.ts';
import type { Rule } from '../../rule.ts';
import { synapseProcesses } from '../../synapse-processes.ts';

/** Keys whose value Synapse takes for a secret itself; each has a form that names a file, or a variable of the environment. */
const secretKeys: Readonly<Record<string, string>> = {
  macaroon_secret_key: 'macaroon_secret_key_path',
  form_secret: 'form_secret_path',
  registration_shared_secret: 'registration_shared_secret_path',
  worker_replication_secret: 'worker_replication_secret_path',
  turn_shared_secret: 'turn_shared_secret_path',
  turn_password: 'turn_shared_secret_path',
  recaptcha_private_key: 'recaptcha_private_key_path',
  signing_key: 'signing_key_path',
  client_secret: 'client_secret_path',
  smtp_pass: 'a relay that asks for no password',
  password: 'password_path for Redis, PGPASSWORD for the database',
  secret_access_key: 'AWS_SECRET_ACCESS_KEY in the environment',
};

/** Configuration files of Synapse hold no secret. */
export const secretsByPath: Rule = {
  slug: 'synapse/secrets-by-path',
  title: "Synapse's secrets are in Secrets, not in its configuration",
  severity: 'error',
  why: 'A ConfigMap is committed, shown in reviews, and readable by whoever may list objects in the namespace. A secret in it has to be replaced.',
  fix: 'Move the value into a Secret, use the option that names its file, and make a new value.',
  references: [
    'element-hq/synapse v1.163.2 docs/usage/configuration/config_documentation.md: the options that end in _path',
    'element-hq/synapse v1.163.2 synapse/config/_base.py: --no-secrets-in-config',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const files = new Set(synapseProcesses(resources).flatMap((process) => process.files));
    for (const file of files) {
      const value = readYamlFile(file);
      const found: string[] = [];
      if (isObject(value))
        walkJson(value, (child, path) => {
          const key = String(path.at(-1));
          if (key in secretKeys && typeof child === 'string' && child !== '') found.push(key);
        });
      const [key] = found;
      if (key === undefined) {
        pass();
        continue;
      }
      fail({
        resource: file.configMap,
        path: file.path,
        lineContaining: `${key}:`,
        message: `${file.key} has the value of ${found.join(', ')}, which everybody sees who reads this repository. Use ${secretKeys[key]}, and make a new value.`,
      });
    }
  },
};
