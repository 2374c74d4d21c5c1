import { namespaces } from '../common/namespaces.ts';
import type { Endpoint } from '../component.ts';

/** Labels that chart external-secrets gives to the operator's pods. */
export const externalSecretsLabels = { 'app.kubernetes.io/name': 'external-secrets' };

/** The External Secrets operator as one end of a flow. */
export const externalSecretsPods: Endpoint = {
  kind: 'pods',
  component: 'external-secrets',
  namespace: namespaces.externalSecrets.name,
  labels: externalSecretsLabels,
};

/** Service account of the operator, which a Vault trusts: the chart names it after the release. */
export const externalSecretsAccount = {
  name: 'external-secrets',
  namespace: namespaces.externalSecrets.name,
} as const;

/** The Sealed Secrets controller as one end of a flow. */
export const sealedSecretsPods: Endpoint = {
  kind: 'pods',
  component: 'sealed-secrets',
  namespace: namespaces.sealedSecrets.name,
  labels: { 'app.kubernetes.io/name': 'sealed-secrets' },
};
