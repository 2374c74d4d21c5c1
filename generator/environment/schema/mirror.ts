import { z } from 'zod';

const registrySchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
    'a registry and a path without scheme, such as registry.example.org/mirror',
  );

/** Registries of one's own that hold copies of everything that is installed. */
export const mirrorSchema = z.strictObject({
  images: registrySchema.meta({
    description:
      'Prefix that takes the place of the registry of every image: ghcr.io/x/y:v1 becomes <images>/x/y:v1',
  }),
  charts: registrySchema.meta({
    description: 'OCI repository of all charts, for example registry.example.org/charts',
  }),
});
