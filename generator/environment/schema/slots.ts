import { z } from 'zod';

/** Which product fills each role. */
export const slotsSchema = z.strictObject({
  argocd: z.enum(['managed', 'existing']).optional().meta({
    description:
      'managed: this repository installs and updates Argo CD. existing: one that runs already. Default: managed, or existing when `gitops.destination` is another cluster',
  }),
  cache: z
    .enum(['valkey', 'redis'])
    .optional()
    .meta({ description: 'Replication bus of Synapse and cache of calls. Default: valkey' }),
  certificates: z.enum(['acme-dns01', 'private-ca']).optional().meta({
    description:
      'acme-dns01: public certificates, proved by DNS. private-ca: signed by a CA of yours. Default: acme-dns01',
  }),
  edge: z.enum(['envoy-gateway', 'ingress-nginx']).optional().meta({
    description:
      'What ends TLS. envoy-gateway: Gateway API. ingress-nginx: retired in March 2026, no fixes. Default: envoy-gateway',
  }),
  adminUi: z.enum(['ketesa', 'synapse-admin']).optional().meta({
    description: 'Pages for administrators. Default: ketesa',
  }),
  logCollector: z.enum(['alloy', 'promtail']).optional().meta({
    description: 'Reads the logs of all pods. promtail: ended in March 2026, no fixes. Default: alloy',
  }),
  objectStore: z.enum(['silo', 'minio', 'external']).optional().meta({
    description:
      'Where media is kept. silo: in the cluster, the maintained fork of MinIO. minio: the operator and server of MinIO, retired in 2026, no fixes. external: in any S3 store. Default: silo',
  }),
  secrets: z.enum(['existing', 'sealed-secrets', 'external-secrets']).optional().meta({
    description:
      'Where Secrets come from. existing: you create those that `secrets list` prints. sealed-secrets: encrypted in environments/sealed/<name>.yaml, opened in the cluster. external-secrets: from a store such as Vault. Default: existing',
  }),
});
