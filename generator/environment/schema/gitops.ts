import { z } from 'zod';
import { nameSchema } from './scalars.ts';

const repository = /^(https:\/\/|ssh:\/\/|git@)[^\s]+$/;
const destination = /^(https:\/\/\S+|[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?)$/;
const gitRef = /^(?!-)(?!.*(\.\.|@\{|\/\/|\/$|\.lock$))[A-Za-z0-9._/-]{1,200}$/;

/** Where Argo CD reads this repository and where it deploys. */
export const gitopsSchema = z.strictObject({
  repository: z.string().regex(repository, 'a git URL: https://…, ssh://… or git@host:path').meta({
    description: 'URL of this repository as Argo CD reaches it',
  }),
  branch: z.string().regex(gitRef, 'a git branch name').optional().meta({
    description: 'Branch that the root app follows. Default: main',
  }),
  release: z.string().regex(gitRef, 'a git tag').nullable().optional().meta({
    description:
      'Tag that the apps are pinned to; without it they follow the branch and updates are not ordered. Default: none',
  }),
  argocdNamespace: nameSchema.optional().meta({ description: 'Namespace of Argo CD. Default: argocd' }),
  destination: z
    .string()
    .regex(destination, 'a URL such as https://192.0.2.1:6443, or the name of a cluster that Argo CD knows')
    .optional()
    .meta({
      description:
        'Cluster that Argo CD deploys to, by URL of its API server or by its name in Argo CD. Default: https://kubernetes.default.svc',
    }),
});
