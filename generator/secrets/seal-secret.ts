import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';

/** A Secret as it comes in: values as text, or as base64. */
export interface PlainSecret {
  readonly kind: 'Secret';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly type?: string;
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** Annotations that hold the whole object in plain text, or widen who may open it: never carried over. */
const droppedAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'sealedsecrets.bitnami.com/namespace-wide',
  'sealedsecrets.bitnami.com/cluster-wide',
];

/**
 * A Secret that only the controller with the private key can open, under this name in this namespace (strict scope). As
 * bitnami-labs/sealed-secrets v0.36.6 pkg/apis/sealedsecrets/v1alpha1 `NewSealedSecret` does it: each value on its own.
 */
export function sealSecret(secret: PlainSecret, certificate: KeyObject) {
  const { metadata, type = 'Opaque', immutable } = secret;
  const { name, namespace, labels, annotations = {} } = metadata;
  const label = Buffer.from(`${namespace}/${name}`);
  const values: Record<string, Buffer> = {
    ...mapValues(secret.data ?? {}, (text) => Buffer.from(text, 'base64')),
    ...mapValues(secret.stringData ?? {}, (text) => Buffer.from(text)),
  };
  const kept = Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !droppedAnnotations.includes(key)),
  );
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name, namespace },
    spec: {
      encryptedData: mapValues(values, (value) => encrypt(value, certificate, label).toString('base64')),
      template: {
        metadata: {
          name,
          namespace,
          ...(labels !== undefined && { labels }),
          ...(Object.keys(kept).length > 0 && { annotations: kept }),
        },
        type,
        ...(immutable !== undefined && { immutable }),
      },
    },
  };
}

/**
 * Length of the encrypted session key in two bytes, the session key (RSA-OAEP, SHA-256), the value (AES-256-GCM, tag last). The nonce is
 * zero because the session key is used once (pkg/crypto `HybridEncrypt`).
 */
function encrypt(value: Buffer, key: KeyObject, label: Buffer): Buffer {
  const sessionKey = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  const encrypted = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  const sealedKey = publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: label },
    sessionKey,
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealedKey.length);
  return Buffer.concat([length, sealedKey, encrypted]);
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
