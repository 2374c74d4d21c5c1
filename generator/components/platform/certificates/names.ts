import type { Environment } from '../../../environment/environment.ts';

/** Name of this component. */
export const componentName = 'certificates';

/** The ClusterIssuer of every certificate that clients see. */
export const issuer = { kind: 'ClusterIssuer', name: 'matrix', group: 'cert-manager.io' } as const;

/**
 * Secrets of type `kubernetes.io/tls` by the host in `environment.hosts` that they are for. They stand in the namespace `matrix`, beside
 * the Gateway or the Ingress; TURN, which ends TLS itself, has its certificate in its own namespace.
 */
export const tlsSecrets = {
  serverName: 'tls-server-name',
  matrix: 'tls-matrix',
  element: 'tls-element',
  admin: 'tls-admin',
  rtc: 'tls-rtc',
} as const;

/** Key of {@link tlsSecrets} and host of the environment that the edge ends TLS for. */
export type EdgeHost = keyof typeof tlsSecrets;

/** A key of a ConfigMap that stands in every namespace. */
export interface TrustedCa {
  readonly configMap: string;
  readonly key: string;
}

const configMap: TrustedCa = { configMap: 'trusted-ca', key: 'ca.crt' };

/** Where the CA certificates of the environment are, in every namespace; undefined when it trusts public ones only. */
export function trustedCa({ certificates }: Environment): TrustedCa | undefined {
  return certificates.trustedCa === null ? undefined : configMap;
}

const directory = '/etc/trusted-ca';

/** The CA certificates in a pod that mounts them: for programs that want a file name. */
export const trustedCaPath = `${directory}/${configMap.key}`;

/** What a pod and its containers take up to trust the CA of the environment. */
export interface TrustedCaMount {
  readonly env: { name: string; value: string }[];
  readonly volumeMounts: { name: string; mountPath: string; readOnly: true }[];
  readonly volumes: { name: string; configMap: { name: string } }[];
}

/**
 * Mounts the CA certificates; empty lists where there are none. OpenSSL, Go and rustls-native-certs read both variables: the file is ours,
 * the directory keeps the public authorities of the image. Programs with a bundle of their own (botocore, certifi) need {@link trustedCaPath} in their own
 * setting.
 */
export function mountTrustedCa(environment: Environment): TrustedCaMount {
  if (trustedCa(environment) === undefined) return { env: [], volumeMounts: [], volumes: [] };
  const name = configMap.configMap;
  return {
    env: [
      { name: 'SSL_CERT_FILE', value: trustedCaPath },
      { name: 'SSL_CERT_DIR', value: '/etc/ssl/certs' },
    ],
    volumeMounts: [{ name, mountPath: directory, readOnly: true }],
    volumes: [{ name, configMap: { name } }],
  };
}
