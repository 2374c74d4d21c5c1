import { z } from 'zod';
import { nameSchema } from './scalars.ts';

const texts = z.record(z.string(), z.string());

/** A SealedSecret as `secrets seal` and kubeseal print it. Only the controller that has the private key can open it. */
export const sealedSecretSchema = z.strictObject({
  apiVersion: z.literal('bitnami.com/v1alpha1'),
  kind: z.literal('SealedSecret'),
  metadata: z.strictObject({
    name: nameSchema,
    namespace: nameSchema,
    // kubeseal prints null.
    creationTimestamp: z.null().optional(),
    labels: texts.optional(),
    annotations: texts.optional(),
  }),
  spec: z.strictObject({
    encryptedData: z.record(z.string(), z.base64()),
    template: z.strictObject({
      metadata: z.looseObject({
        name: nameSchema.optional(),
        namespace: nameSchema.optional(),
        creationTimestamp: z.null().optional(),
        labels: texts.optional(),
        annotations: texts.optional(),
      }),
      type: z.string().optional(),
      immutable: z.boolean().optional(),
    }),
  }),
});

/** One entry of `environments/sealed/<name>.yaml`. */
export type SealedSecret = z.infer<typeof sealedSecretSchema>;
