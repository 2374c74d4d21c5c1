import type { JsonObject } from '../../../kubernetes/object.ts';

const onBucket = {
  read: ['s3:GetBucketLocation', 's3:ListBucket'],
  write: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
};

const onObjects = {
  read: ['s3:GetObject'],
  write: [
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ],
};

/** Everything that one user may do: read, or read and write, the objects of one bucket. It cannot make, change or delete the bucket. */
export function makePolicy({ bucket, access }: { bucket: string; access: 'read' | 'write' }): JsonObject {
  const allow = (actions: string[], resource: string) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: [`arn:aws:s3:::${resource}`],
  });
  return {
    Version: '2012-10-17',
    Statement: [allow(onBucket[access], bucket), allow(onObjects[access], `${bucket}/*`)],
  };
}
