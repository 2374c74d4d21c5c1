import { isObject, listIn, textIn, walkJson } from './json.ts';
import type { Json, KubernetesObject } from './object.ts';

/** A place in an object that names a Secret. */
export interface SecretReference {
  readonly namespace: string;
  readonly name: string;
  /** Keys that it needs; undefined when it takes whatever is there, such as a volume without `items`. */
  readonly keys: readonly string[] | undefined;
  /** False when the reader also starts without the Secret. */
  readonly required: boolean;
  readonly path: readonly (string | number)[];
}

/** Where a ClusterIssuer reads Secrets: cert-manager's `--cluster-resource-namespace`, which is its own namespace. */
const clusterResourceNamespace = 'cert-manager';

type Found = Pick<SecretReference, 'name' | 'keys' | 'required'>;

/** A shape that names a Secret: the last steps of its path, `*` for any index or key, and how it is read. */
interface Shape {
  readonly ends: readonly string[];
  readonly kinds?: readonly string[];
  read(value: Json): Found | undefined;
}

const certificateKeys = ['tls.crt', 'tls.key'];

/** Shapes of pods first, then those of the kinds that this repository renders: fields as in the types of `@kubernetes-models`. */
const shapes: readonly Shape[] = [
  { ends: ['secretKeyRef'], read: readKey },
  { ends: ['envFrom', '*', 'secretRef'], read: readName },
  { ends: ['volumes', '*', 'secret'], read: (value) => readItems(value, 'secretName') },
  { ends: ['projected', 'sources', '*', 'secret'], read: (value) => readItems(value, 'name') },
  { ends: ['imagePullSecrets', '*'], read: readName },
  {
    kinds: ['Ingress'],
    ends: ['tls', '*', 'secretName'],
    read: (value) => readText(value, certificateKeys),
  },
  {
    kinds: ['Gateway'],
    ends: ['certificateRefs', '*'],
    read: (value) => readText(textIn(value, 'name'), certificateKeys),
  },
  {
    kinds: ['Issuer', 'ClusterIssuer'],
    ends: ['spec', 'ca', 'secretName'],
    read: (value) => readText(value, certificateKeys),
  },
  ...keysNamed(
    ['Issuer', 'ClusterIssuer', 'Certificate'],
    [
      'accessKeyIDSecretRef',
      'accessTokenSecretRef',
      'accountSecretRef',
      'apiKeySecretRef',
      'apiTokenSecretRef',
      'caBundleSecretRef',
      'clientSecretSecretRef',
      'clientTokenSecretRef',
      'keySecretRef',
      'passwordSecretRef',
      'secretAccessKeySecretRef',
      'serviceAccountSecretRef',
      'tokenSecretRef',
      'tsigSecretSecretRef',
    ],
  ),
  ...keysNamed(['Cluster'], ['password', 'sslCert', 'sslKey', 'sslRootCert'], ['externalClusters', '*']),
  ...[
    ['initdb', 'secret'],
    ['recovery', 'secret'],
    ['pg_basebackup', 'secret'],
    ['spec', 'superuserSecret'],
    ['roles', '*', 'passwordSecret'],
  ].map(
    (ends): Shape => ({
      kinds: ['Cluster'],
      ends,
      read: (value) => readText(textIn(value, 'name'), ['username', 'password']),
    }),
  ),
  ...Object.entries({
    serverTLSSecret: certificateKeys,
    replicationTLSSecret: certificateKeys,
    serverCASecret: ['ca.crt'],
    clientCASecret: ['ca.crt'],
  }).map(
    ([field, keys]): Shape => ({
      kinds: ['Cluster'],
      ends: ['certificates', field],
      read: (value) => readText(value, keys),
    }),
  ),
  { kinds: ['Cluster'], ends: ['customQueriesSecret', '*'], read: readKey },
  { kinds: ['Pooler'], ends: ['pgbouncer', 'authQuerySecret'], read: readName },
  ...keysNamed(['PodMonitor', 'ServiceMonitor'], ['username', 'password'], ['basicAuth']),
  ...keysNamed(
    ['PodMonitor', 'ServiceMonitor'],
    ['bearerTokenSecret', 'clientSecret', 'credentials', 'keySecret', 'secret'],
  ),
  { kinds: ['ObjectStore'], ends: ['s3Credentials', '*'], read: readKey },
  { kinds: ['ObjectStore'], ends: ['endpointCA'], read: readKey },
  {
    kinds: ['Tenant'],
    ends: ['spec', 'configuration'],
    read: (value) => readText(textIn(value, 'name'), ['config.env']),
  },
  // Values of charts grafana and argo-cd; those of others name Secrets as pods do.
  { kinds: ['Application'], ends: ['grafana', 'admin'], read: readGrafanaAdmin },
  { kinds: ['Application'], ends: ['notifiers', '*'], read: readNotifier },
];

/** Fields that name one key of a Secret. */
function keysNamed(
  kinds: readonly string[],
  fields: readonly string[],
  above: readonly string[] = [],
): Shape[] {
  return fields.map((field) => ({ kinds, ends: [...above, field], read: readKey }));
}

/** Every place in an object that names a Secret, with the keys that it needs; of an Application, in the values of its charts. */
export function listSecretReferences(object: KubernetesObject): SecretReference[] {
  return findSecretReferences(object as unknown as Json, object.kind, namespaceOfReferences(object));
}

/** Places that name a Secret in the values of a chart that is installed in a namespace. */
export function listChartReferences(values: Json, namespace: string): SecretReference[] {
  return findSecretReferences(values, 'Application', namespace);
}

function findSecretReferences(root: Json, kind: string, namespace: string): SecretReference[] {
  const mine = shapes.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
  const references: SecretReference[] = [];
  walkJson(root, (value, path) => {
    const found = mine.find(({ ends }) => endsWith(path, ends))?.read(value);
    if (found !== undefined) references.push({ namespace, ...found, path: [...path] });
  });
  return references;
}

/** Where the Secrets that an object names are looked for. */
function namespaceOfReferences(object: KubernetesObject): string {
  if (object.kind === 'ClusterIssuer') return clusterResourceNamespace;
  const destination =
    object.kind === 'Application'
      ? textIn(object as unknown as Json, 'spec', 'destination', 'namespace')
      : undefined;
  return destination ?? object.metadata.namespace ?? 'default';
}

function endsWith(path: readonly (string | number)[], ends: readonly string[]): boolean {
  if (path.length < ends.length) return false;
  const last = path.slice(-ends.length);
  return ends.every((step, index) => step === '*' || step === last[index]);
}

function readText(value: Json | undefined, keys: readonly string[]): Found | undefined {
  return typeof value === 'string' ? { name: value, keys, required: true } : undefined;
}

function readName(value: Json): Found | undefined {
  const name = textIn(value, 'name');
  return name === undefined ? undefined : { name, keys: undefined, required: isRequired(value) };
}

function readKey(value: Json): Found | undefined {
  const name = textIn(value, 'name');
  const key = textIn(value, 'key');
  return name === undefined || key === undefined
    ? undefined
    : { name, keys: [key], required: isRequired(value) };
}

function readGrafanaAdmin(value: Json): Found | undefined {
  return readText(textIn(value, 'existingSecret'), [
    textIn(value, 'userKey') ?? 'admin-user',
    textIn(value, 'passwordKey') ?? 'admin-password',
  ]);
}

/** Argo CD replaces `$key` in the settings of a notifier by a key of this Secret (argo-cd docs: notifications, services). */
function readNotifier(value: Json): Found | undefined {
  if (typeof value !== 'string') return undefined;
  const keys = [...value.matchAll(/\$([\w-]+)/g)].map(([, key = '']) => key);
  return keys.length === 0 ? undefined : { name: 'argocd-notifications-secret', keys, required: true };
}

function readItems(value: Json, nameKey: 'name' | 'secretName'): Found | undefined {
  const name = textIn(value, nameKey);
  if (name === undefined) return undefined;
  const keys = listIn(value, 'items').flatMap((item) => textIn(item, 'key') ?? []);
  return { name, keys: keys.length === 0 ? undefined : keys, required: isRequired(value) };
}

function isRequired(value: Json): boolean {
  return !(isObject(value) && value['optional'] === true);
}
