import { z } from 'zod';
import { cidrSchema, nameSchema } from './scalars.ts';

const pathSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/,
    'a path such as matrix/production, without slashes around it',
  );

/** Where the values of Secrets are kept outside the cluster. */
export const secretsSchema = z.strictObject({
  store: z
    .strictObject({
      name: nameSchema
        .optional()
        .meta({ description: 'ClusterSecretStore that reads it. Default: platform' }),
      endpoint: z
        .url({ protocol: /^https?$/, error: 'a URL such as https://vault.example.org:8200' })
        .meta({ description: 'Where the store answers, such as https://vault.example.org:8200' }),
      cidrs: z.array(cidrSchema).min(1).optional().meta({
        description:
          'Networks of the endpoint; only these are reachable. Default: everything outside the pods of the cluster',
      }),
      prefix: pathSchema
        .optional()
        .meta({ description: 'Path above all entries in the store. Default: matrix/<name>' }),
      refreshInterval: z
        .string()
        .regex(/^[1-9]\d{0,4}[smh]$/, 'a duration such as 1h')
        .optional()
        .meta({ description: 'How often values are read again. Default: 1h' }),
      vault: z
        .strictObject({
          role: z
            .string()
            .min(1, 'the name of a role')
            .meta({ description: "Role of Vault that trusts the operator's service account" }),
          mount: pathSchema
            .optional()
            .meta({ description: 'Path of the Kubernetes auth method. Default: kubernetes' }),
          engine: pathSchema
            .optional()
            .meta({ description: 'Path of the key-value engine, version 2. Default: secret' }),
        })
        .nullable()
        .optional()
        .meta({
          description:
            'The store is a Vault or OpenBao, and its ClusterSecretStore is made here. Default: none, the ClusterSecretStore is yours',
        }),
    })
    .nullable()
    .optional()
    .meta({ description: 'The store of slot external-secrets. Default: none' }),
});
