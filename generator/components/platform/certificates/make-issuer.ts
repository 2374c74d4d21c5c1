import type { IClusterIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer';
import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { SecretDeclaration } from '../../component.ts';
import { issuer } from './names.ts';

type IssuerSpec = IClusterIssuer['spec'];
type Acme = NonNullable<IssuerSpec['acme']>;
type Dns01 = NonNullable<NonNullable<NonNullable<Acme['solvers']>[number]>['dns01']>;

/** Secrets of a ClusterIssuer are read in the namespace of cert-manager. */
const namespace: string = namespaces.certManager.name;

/** Certificate and key of the private CA. */
const caSecret = 'private-ca';

/** Credentials for the DNS that challenges are written to. */
const dnsSecret = 'acme-dns-credentials';

/** The ClusterIssuer of the environment. */
export function makeIssuer(environment: Environment): IClusterIssuer & KubernetesObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: issuer.name, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec:
      environment.slots.certificates === 'private-ca'
        ? { ca: { secretName: caSecret } }
        : { acme: makeAcme(environment) },
  };
}

/** Secrets that a person must create for the issuer. */
export function issuerSecrets({ slots, certificates: { acme } }: Environment): SecretDeclaration[] {
  const provided = { kind: 'provided' } as const;
  if (slots.certificates === 'private-ca')
    return [
      {
        name: caSecret,
        namespace,
        type: 'kubernetes.io/tls',
        keys: { 'tls.crt': provided, 'tls.key': provided },
        why: 'cert-manager signs certificates with it',
      },
    ];
  const keys = dnsKeys[acme.dns];
  return [
    {
      name: dnsSecret,
      namespace,
      keys: Object.fromEntries(keys.map((key) => [key, provided])),
      why: `cert-manager writes DNS-01 challenges to ${acme.dns}`,
    },
  ];
}

const dnsKeys = {
  cloudflare: ['api-token'],
  rfc2136: ['tsig-secret'],
  route53: ['access-key-id', 'secret-access-key'],
} as const satisfies Record<Environment['certificates']['acme']['dns'], readonly string[]>;

function makeAcme({ certificates: { acme } }: Environment): Acme {
  return {
    server: acme.server,
    ...(acme.email !== null && { email: acme.email }),
    privateKeySecretRef: { name: 'acme-account' },
    solvers: [{ dns01: makeSolver(acme) }],
  };
}

/** Fields of cert-manager v1.21.1 `pkg/apis/acme/v1/types_issuer.go`. The cross-checks demand the section that `dns` names. */
function makeSolver({ dns, rfc2136, route53 }: Environment['certificates']['acme']): Dns01 {
  if (dns === 'rfc2136' && rfc2136 !== null)
    return {
      rfc2136: {
        nameserver: rfc2136.nameserver.includes(':')
          ? `[${rfc2136.nameserver}]:53`
          : `${rfc2136.nameserver}:53`,
        // Challenges of several hosts make one large update.
        protocol: 'TCP',
        tsigKeyName: rfc2136.keyName,
        tsigAlgorithm: rfc2136.algorithm,
        tsigSecretSecretRef: { name: dnsSecret, key: 'tsig-secret' },
      },
    };
  if (dns === 'route53' && route53 !== null)
    return {
      route53: {
        region: route53.region,
        accessKeyIDSecretRef: { name: dnsSecret, key: 'access-key-id' },
        secretAccessKeySecretRef: { name: dnsSecret, key: 'secret-access-key' },
      },
    };
  return { cloudflare: { apiTokenSecretRef: { name: dnsSecret, key: 'api-token' } } };
}
