import { getIn, listIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { programText } from '../../pods.ts';
import type { Report, Rule } from '../../rule.ts';
import { makesBucket, type StoreClient, secretsOf, storeClients } from '../../store-clients.ts';

/** Whoever uses the store finds its address, its bucket and its user there. */
export const storeConsumers: Rule = {
  slug: 'object-store/consumers',
  title: 'Every consumer of the object store finds its address, bucket and user',
  severity: 'error',
  why: 'A store makes no bucket and no user on demand. A consumer with a name that nobody made starts, is ready, and fails with NoSuchBucket or InvalidAccessKeyId at its first upload.',
  fix: 'Add the consumer to the store: one entry gives it a bucket, a user with a policy of its own, and a Secret of the same name on both sides.',
  references: [
    'docs.aws.amazon.com S3 API: error codes NoSuchBucket, InvalidAccessKeyId',
    'Design 2025, 4.2: bucket synapse-media, which nothing creates',
  ],
  components: ['object-store'],
  needsEnvironment: true,
  check({ resources, declared, pass, fail }) {
    const made = findMade(resources);
    const { dnsDomain } = declared.environment.cluster;
    for (const client of storeClients(resources, dnsDomain)) {
      const problems = findProblems(resources, client, made);
      if (problems.length === 0) pass();
      for (const message of problems)
        fail({ resource: client.template.owner, path: client.template.path, message } satisfies Report);
    }
  },
};

/** What the stores have, once their Jobs have run. */
interface Made {
  readonly programs: readonly string[];
  readonly tenants: readonly ResourceSet['resources'][number]['json'][];
  /** Secrets that a user is made from. */
  readonly users: ReadonlySet<string>;
}

function findMade(resources: ResourceSet): Made {
  const jobs = resources.podTemplates.filter(({ owner }) => owner.object.kind === 'Job');
  const making = jobs.filter((job) => /\bmc (?:mb|admin user)\b/.test(programText(resources, job)));
  const tenants = resources.ofKind('Tenant', 'minio.min.io').map(({ json }) => json);
  return {
    programs: making.map((job) => programText(resources, job)),
    tenants,
    users: new Set([
      ...making.flatMap(secretsOf),
      ...tenants.flatMap((tenant) =>
        listIn(tenant, 'spec', 'users').flatMap((user) => textIn(user, 'name') ?? []),
      ),
    ]),
  };
}

function findProblems(
  resources: ResourceSet,
  { addresses, buckets, secrets }: StoreClient,
  { programs, tenants, users }: Made,
): string[] {
  const wrong = addresses.filter(
    ({ service, namespace, port }) => !hasPort(resources, namespace, service, port, tenants.length > 0),
  );
  const missing = buckets.filter((bucket) => !makesBucket(programs, tenants, bucket));
  const known = buckets.length === 0 || secrets.some((secret) => users.has(secret));
  return [
    ...new Set(
      wrong.map(
        ({ url, service, namespace, port }) =>
          `the store is looked for at ${url}, and namespace ${namespace} has no Service ${service} with port ${port}: every request fails. Use the address of the store's Service.`,
      ),
    ),
    ...missing.map(
      (bucket) =>
        `bucket "${bucket}" is made by no Job: the first upload fails with NoSuchBucket. Let the store's Job make it.`,
    ),
    ...(known
      ? []
      : [
          `none of the pod's Secrets (${secrets.join(', ') || 'it has none'}) is one that the store makes a user from: requests fail with InvalidAccessKeyId. Use the Secret of the consumer.`,
        ]),
  ];
}

/** The operator makes the Service `minio` of a Tenant itself: port 80, or 443 with TLS. */
function hasPort(
  resources: ResourceSet,
  namespace: string,
  name: string,
  port: number,
  operated: boolean,
): boolean {
  const service = resources.find('Service', namespace, name);
  if (service === undefined) return operated && name === 'minio' && (port === 80 || port === 443);
  return listIn(service.json, 'spec', 'ports').some((entry) => getIn(entry, ['port']) === port);
}
