import type { Site } from '../sites.ts';

/** Listener of the Gateway that only redirects to HTTPS. */
export const httpListener = 'http';

/** Listener of the Gateway that ends TLS for a site. */
export function listenerName({ name }: Site): string {
  return name;
}
