import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import { namespaces, platformNamespaces } from '../../common/namespaces.ts';
import type { Component, ConfigMapFiles } from '../../component.ts';
import { makeCertificate } from './make-certificate.ts';
import { issuerSecrets, makeIssuer } from './make-issuer.ts';
import { componentName, type EdgeHost, tlsSecrets, trustedCa } from './names.ts';

const namespace: string = namespaces.matrix.name;

/** Who signs, a certificate per public host, and the CA certificates that programs trust. */
export const certificatesComponent: Component = {
  name: componentName,
  tier: 'platform',
  summary: 'issuer and certificates of the public hosts, trusted CA',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [makeIssuer(environment), ...makeEdgeCertificates(environment)],
    configMaps: makeTrustedCa(environment),
    flows: [],
    secrets: issuerSecrets(environment),
  }),
};

/** One per host, so that a host whose DNS fails takes no other with it; none for a server name that is also the host of a service. */
function makeEdgeCertificates({ hosts }: Environment) {
  const { serverName, ...services } = hosts;
  const shared = Object.values(services).includes(serverName);
  return (Object.keys(tlsSecrets) as EdgeHost[])
    .filter((host) => host !== 'serverName' || !shared)
    .map((host) => makeCertificate({ name: tlsSecrets[host], namespace, dnsNames: [hosts[host]] }));
}

/** A pod mounts ConfigMaps of its own namespace only, so each namespace has a copy. */
function makeTrustedCa(environment: Environment): ConfigMapFiles[] {
  const ca = trustedCa(environment);
  const text = environment.certificates.trustedCa;
  if (ca === undefined || text === null) return [];
  return platformNamespaces(environment).map(({ name }) => ({
    name: ca.configMap,
    namespace: name,
    labels: { 'app.kubernetes.io/part-of': partOf },
    files: { [ca.key]: { format: 'text', text } },
  }));
}
