import type { JsonObject } from '../../../kubernetes/object.ts';

/** What a user may do with its bucket; `add` is for those that never delete: nobody who steals such a key can. */
export type Access = 'read' | 'add' | 'write';

const listing = ['s3:GetBucketLocation', 's3:ListBucket'];

const onBucket: Readonly<Record<Access, string[]>> = {
  read: listing,
  add: [...listing, 's3:ListBucketMultipartUploads'],
  write: [...listing, 's3:ListBucketMultipartUploads'],
};

const adding = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];

const onObjects: Readonly<Record<Access, string[]>> = {
  read: ['s3:GetObject'],
  add: adding,
  write: [...adding, 's3:DeleteObject'].sort(),
};

/** Everything that one user may do with the objects of one bucket. It cannot make, change or delete the bucket. */
export function makePolicy({ bucket, access }: { bucket: string; access: Access }): JsonObject {
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
