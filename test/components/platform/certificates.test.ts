import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateSchemas } from '../../../generator/checks/schema/validate-schemas.ts';
import { certificatesComponent } from '../../../generator/components/platform/certificates/certificates.ts';
import { mountTrustedCa, trustedCa } from '../../../generator/components/platform/certificates/names.ts';
import { coturnComponent } from '../../../generator/components/rtc/coturn/coturn.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { getIn, listIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { production } from '../data/environments.ts';

const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const acme = production();
const privateCa = production({
  slots: { certificates: 'private-ca' },
  certificates: { trustedCa: ca },
});

function issuerOf(environment: Environment): Json {
  const { resources } = certificatesComponent.render(environment);
  return JSON.parse(JSON.stringify(resources.find(({ kind }) => kind === 'ClusterIssuer')));
}

function solverOf(environment: Environment): Json | undefined {
  return getIn(issuerOf(environment), ['spec', 'acme', 'solvers', 0, 'dns01']);
}

/** Secret declarations as `namespace/name: keys`. */
function secretsOf(environment: Environment): string[] {
  return certificatesComponent
    .render(environment)
    .secrets.map(({ namespace, name, keys }) => `${namespace}/${name}: ${Object.keys(keys).join(', ')}`);
}

describe('certificates', () => {
  it('has one certificate per host that the edge serves', () => {
    const { resources } = certificatesComponent.render(acme);
    const certificates = resources.filter(({ kind }) => kind === 'Certificate');
    expect(certificates.map((object) => getIn(object as unknown as Json, ['spec', 'dnsNames']))).toEqual([
      ['example.org'],
      ['matrix.example.org'],
      ['element.example.org'],
      ['admin.example.org'],
      ['rtc.example.org'],
    ]);
    expect(new Set(certificates.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['matrix']));
  });

  it('asks for no second certificate when the server name is also the host of a service', () => {
    const same = production({ hosts: { serverName: 'example.org', matrix: 'example.org' } });
    const names = certificatesComponent
      .render(same)
      .resources.flatMap((object) => getIn(object as unknown as Json, ['spec', 'dnsNames']) ?? []);
    expect(names.filter((name) => name === 'example.org')).toHaveLength(1);
  });

  it('proves itself by DNS, with credentials from a Secret beside cert-manager', () => {
    expect(getIn(issuerOf(acme), ['spec', 'acme', 'server'])).toBe(
      'https://acme-v02.api.letsencrypt.org/directory',
    );
    expect(solverOf(acme)).toEqual({
      cloudflare: { apiTokenSecretRef: { name: 'acme-dns-credentials', key: 'api-token' } },
    });
    expect(secretsOf(acme)).toEqual(['cert-manager/acme-dns-credentials: api-token']);
  });

  it('updates a name server of one’s own', () => {
    const environment = production({
      certificates: {
        acme: { dns: 'rfc2136', rfc2136: { nameserver: '2001:db8::53', keyName: 'acme.' } },
      },
    });
    expect(solverOf(environment)).toEqual({
      rfc2136: {
        nameserver: '[2001:db8::53]:53',
        protocol: 'TCP',
        tsigKeyName: 'acme.',
        tsigAlgorithm: 'HMACSHA256',
        tsigSecretSecretRef: { name: 'acme-dns-credentials', key: 'tsig-secret' },
      },
    });
    expect(secretsOf(environment)).toEqual(['cert-manager/acme-dns-credentials: tsig-secret']);
  });

  it('writes to Route 53', () => {
    const environment = production({
      certificates: {
        acme: { email: 'ops@example.org', dns: 'route53', route53: { region: 'eu-central-1' } },
      },
    });
    expect(getIn(issuerOf(environment), ['spec', 'acme', 'email'])).toBe('ops@example.org');
    expect(solverOf(environment)).toEqual({
      route53: {
        region: 'eu-central-1',
        accessKeyIDSecretRef: { name: 'acme-dns-credentials', key: 'access-key-id' },
        secretAccessKeySecretRef: { name: 'acme-dns-credentials', key: 'secret-access-key' },
      },
    });
  });

  it.each([
    ['cloudflare', { dns: 'cloudflare' }],
    ['rfc2136', { dns: 'rfc2136', rfc2136: { nameserver: '192.0.2.53', keyName: 'acme.' } }],
    ['route53', { dns: 'route53', route53: { region: 'eu-central-1' } }],
  ] as const)(
    'writes an issuer for %s that cert-manager accepts, and no field that it does not know',
    (_, of) => {
      const documents = [
        { file: 'issuer.yaml', object: issuerOf(production({ certificates: { acme: of } })) },
      ];
      expect(Object.keys(solverOf(production({ certificates: { acme: of } })) as object)).toEqual([of.dns]);
      expect(validateSchemas(documents, join(projectRoot, 'schemas'))).toEqual([]);
      const mistaken = JSON.parse(JSON.stringify(documents).replace(`"${of.dns}":`, `"${of.dns}s":`));
      expect(validateSchemas(mistaken, join(projectRoot, 'schemas'))).not.toEqual([]);
    },
  );

  it.each((loadEnvironments(projectRoot).environments ?? []).map(({ environment }) => environment))(
    'cover every host of the sample $name, the relays included',
    (environment) => {
      const names = [certificatesComponent, coturnComponent].flatMap((component) =>
        component
          .render(environment)
          .resources.filter(({ kind }) => kind === 'Certificate')
          .flatMap((object) => listIn(object as unknown as Json, 'spec', 'dnsNames')),
      );
      expect(new Set(names)).toEqual(
        new Set([...Object.values(environment.hosts), ...environment.rtc.turnHosts]),
      );
    },
  );

  it('signs with a private CA whose key is in a Secret only', () => {
    expect(getIn(issuerOf(privateCa), ['spec'])).toEqual({ ca: { secretName: 'private-ca' } });
    expect(secretsOf(privateCa)).toEqual(['cert-manager/private-ca: tls.crt, tls.key']);
  });

  it('puts the CA into every namespace, and nowhere when there is none', () => {
    const { configMaps } = certificatesComponent.render(privateCa);
    expect(configMaps.map(({ namespace, name }) => `${namespace}/${name}`)).toContain('matrix/trusted-ca');
    expect(configMaps[0]?.files).toEqual({ 'ca.crt': { format: 'text', text: ca } });
    expect(certificatesComponent.render(acme).configMaps).toEqual([]);
    expect(trustedCa(acme)).toBeUndefined();
    expect(mountTrustedCa(acme)).toEqual({ env: [], volumeMounts: [], volumes: [] });
  });

  it('adds the CA to what a pod trusts', () => {
    expect(mountTrustedCa(privateCa)).toEqual({
      env: [
        { name: 'SSL_CERT_FILE', value: '/etc/trusted-ca/ca.crt' },
        { name: 'SSL_CERT_DIR', value: '/etc/ssl/certs' },
      ],
      volumeMounts: [{ name: 'trusted-ca', mountPath: '/etc/trusted-ca', readOnly: true }],
      volumes: [{ name: 'trusted-ca', configMap: { name: 'trusted-ca' } }],
    });
  });
});
