import { add, edit, editFile, type MutationCase, set } from './mutate.ts';

const pod = ['spec', 'template', 'spec'];

/** Every volume of the servers asks for this much. */
const resize = (size: string) =>
  edit('StatefulSet', 'minio', (object) => {
    const text = JSON.stringify(object).replaceAll(/"storage":"[^"]*"/g, `"storage":"${size}"`);
    Object.assign(object, JSON.parse(text));
  });

export const cases: readonly MutationCase[] = [
  { rule: 'object-store/capacity', what: "volumes have the design's size", mutate: resize('2Ti') },
  {
    rule: 'object-store/erasure',
    what: 'parity covers half a node',
    mutate: edit('StatefulSet', 'minio', (object) => {
      Object.assign(object, JSON.parse(JSON.stringify(object).replace('EC:4', 'EC:2')));
    }),
  },
  {
    rule: 'object-store/erasure',
    also: ['workload/spread'],
    what: 'servers may share a node',
    mutate: set('StatefulSet', 'minio', [...pod, 'affinity'], {}),
  },
  {
    rule: 'object-store/erasure',
    what: 'there are more servers than nodes',
    mutate: set('StatefulSet', 'minio', ['spec', 'replicas'], 8),
    also: ['object-store/capacity'],
  },
  {
    rule: 'object-store/storage-class',
    also: ['references/namespace'],
    what: 'logs are to go to a class of AWS',
    mutate: add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'loki', namespace: 'loki' },
      data: { 'loki.yaml': 'storage_config:\n  aws: { storage_class: STANDARD_IA }\n' },
    }),
  },
  {
    rule: 'object-store/consumers',
    what: 'media goes to a bucket that nobody makes',
    mutate: editFile('ConfigMap', 'synapse-config', 'media-repository.yaml', (text) =>
      text.replace('bucket: synapse-media', 'bucket: media'),
    ),
  },
  {
    rule: 'object-store/consumers',
    what: "the Service of the store lacks the consumers' port",
    mutate: set('Service', 'minio', ['spec', 'ports'], [{ name: 's3', port: 9000, targetPort: 's3' }]),
  },
  {
    rule: 'object-store/consumers',
    what: 'the media backup reads with credentials of nobody',
    also: ['secrets/provider'],
    mutate: edit('CronJob', 'media-backup', (object) => {
      const text = JSON.stringify(object).replaceAll('object-store-media-backup', 's3-credentials');
      Object.assign(object, JSON.parse(text));
    }),
  },
  {
    rule: 'object-store/tenant-prometheus',
    environment: 'design-2025',
    what: 'the operator is to change Prometheus',
    mutate: set('Tenant', 'minio', ['spec', 'prometheusOperator'], true),
  },
  {
    rule: 'object-store/capacity',
    environment: 'design-2025',
    what: 'the volumes of the Tenant have the size of the design',
    mutate: edit('Tenant', 'minio', (object) => {
      Object.assign(
        object,
        JSON.parse(JSON.stringify(object).replace('"storage":"480Gi"', '"storage":"2Ti"')),
      );
    }),
  },
];
