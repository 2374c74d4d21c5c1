import { z } from 'zod';
import { cidrSchema } from './scalars.ts';

/** Argo CD, where this repository installs it. */
export const argocdSchema = z.strictObject({
  oidc: z
    .strictObject({
      url: z
        .url({ protocol: /^https$/, error: 'a URL such as https://argocd.example.org' })
        .meta({ description: 'Address at which people open Argo CD: the provider sends them back there' }),
      issuer: z
        .url({ protocol: /^https$/, error: 'a URL such as https://login.example.org/realms/ops' })
        .meta({ description: 'Issuer of the identity provider' }),
      clientId: z
        .string()
        .min(1, 'a client ID')
        .meta({ description: 'Public client with PKCE: there is no client secret' }),
      adminGroup: z
        .string()
        .min(1, 'the name of a group')
        .meta({ description: 'Group whose members administer Argo CD; nobody else may do anything' }),
    })
    .nullable()
    .optional()
    .meta({
      description: 'Sign-in with OpenID Connect; the local administrator is then off. Default: none',
    }),
  sshKnownHosts: z
    .array(z.string().regex(/^\S+ \S+ [A-Za-z0-9+/=]+$/, 'a line of known_hosts: host, key type, key'))
    .optional()
    .meta({ description: 'Host keys of git servers that are reached by ssh. Default: none' }),
  notifications: z
    .url({ protocol: /^https$/, error: 'an origin such as https://chat.example.org' })
    .refine((url) => !URL.canParse(url) || new URL(url).origin === url, {
      error:
        'an origin such as https://chat.example.org; the path holds a token and stands in Secret argocd-notifications-secret, key webhook-path',
    })
    .nullable()
    .optional()
    .meta({
      description:
        'Chat server whose incoming webhook is told when an Application stays Degraded or its sync keeps failing. Path and token stand in Secret argocd-notifications-secret. Default: none',
    }),
  remoteClusters: z.array(cidrSchema).optional().meta({
    description: 'Networks of API servers of other clusters that this Argo CD deploys to. Default: none',
  }),
});
