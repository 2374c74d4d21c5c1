import type { CrossCheck } from './cross-check.ts';

/** A CA that the programs do not know would cut them off from each other, and a DNS provider needs its settings. */
export const checkCertificates: CrossCheck = ({ resolved, isSound, report }) => {
  const { slots, certificates } = resolved;
  const path = ['certificates'];
  if (!isSound(path) || !isSound(['slots'])) return;
  if (slots?.certificates === 'private-ca') {
    if (certificates?.trustedCa === null)
      report({
        code: 'missing-key',
        path: ['slots', 'certificates'],
        message: 'certificates.trustedCa is missing: the programs of the platform must trust the private CA',
        expected: 'the certificate of the CA that signs, as PEM text',
      });
    return;
  }
  const acme = certificates?.acme;
  const provider = acme?.dns;
  if (provider === undefined || provider === 'cloudflare' || acme?.[provider] !== null) return;
  report({
    code: 'missing-key',
    path: [...path, 'acme', provider],
    message: `certificates.acme.${provider} is missing: certificates.acme.dns names it`,
    expected: provider === 'rfc2136' ? 'nameserver and keyName' : 'region',
  });
};
