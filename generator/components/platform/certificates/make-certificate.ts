import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { issuer } from './names.ts';

interface CertificateFacts {
  /** Name of the Certificate and of the Secret that it fills. */
  readonly name: string;
  readonly namespace: string;
  readonly dnsNames: readonly string[];
}

/**
 * A certificate for servers from the issuer of the environment. It lasts 90 days, as those of Let's Encrypt do, and is renewed a month
 * before its end: an authority or a DNS that is down for a week is not yet an outage.
 */
export function makeCertificate({
  name,
  namespace,
  dnsNames,
}: CertificateFacts): ICertificate & KubernetesObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: {
      secretName: name,
      issuerRef: { ...issuer },
      dnsNames: [...dnsNames],
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'key encipherment', 'server auth'],
    },
  };
}
