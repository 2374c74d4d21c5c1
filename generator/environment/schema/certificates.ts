import { z } from 'zod';
import { addressSchema, certificateBundleSchema } from './scalars.ts';

/** Certificates of the public hosts, and whom the platform's own programs trust. */
export const certificatesSchema = z.strictObject({
  acme: z
    .strictObject({
      server: z
        .url({ protocol: /^https$/, error: 'a URL such as https://acme-v02.api.letsencrypt.org/directory' })
        .optional()
        .meta({ description: 'ACME directory. Default: that of Let’s Encrypt' }),
      email: z
        .email('an address such as ops@example.org')
        .nullable()
        .optional()
        .meta({ description: 'Whom the authority writes to. Default: nobody' }),
      dns: z.enum(['cloudflare', 'rfc2136', 'route53']).optional().meta({
        description: 'Where the DNS-01 challenge is written. Default: cloudflare',
      }),
      rfc2136: z
        .strictObject({
          nameserver: addressSchema.meta({
            description: 'Address of the primary name server, asked on port 53',
          }),
          keyName: z
            .string()
            .regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?\.?$/, 'the name of a TSIG key')
            .meta({ description: 'Name of the TSIG key; its value is in a Secret' }),
          algorithm: z
            .enum(['HMACSHA256', 'HMACSHA512'])
            .optional()
            .meta({ description: 'Algorithm of the key. Default: HMACSHA256' }),
        })
        .nullable()
        .optional()
        .meta({ description: 'Dynamic update, for dns: rfc2136. Default: none' }),
      route53: z
        .strictObject({
          region: z
            .string()
            .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1')
            .meta({ description: 'AWS region' }),
        })
        .nullable()
        .optional()
        .meta({ description: 'Amazon Route 53, for dns: route53. Default: none' }),
    })
    .optional()
    .meta({ description: 'Public certificates, for slots.certificates: acme-dns01' }),
  trustedCa: certificateBundleSchema.nullable().optional().meta({
    description:
      'CA certificates (PEM) that Synapse and the other programs trust beside public ones; with slots.certificates: private-ca, your CA. Default: none',
  }),
});
