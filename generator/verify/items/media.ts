import { randomBytes } from 'node:crypto';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { fail, pass } from '../outcome.ts';
import { refusal } from '../users.ts';

/** More than proxies let through unless told otherwise (nginx: 1 MiB). */
const wholeSize = 2 * 2 ** 20;
/** While it is repeated every second. */
const smallSize = 4 * 2 ** 10;

const media: Item = {
  id: 'media',
  family: 'media',
  title: 'A test user can upload and download files',
  proves:
    'What is uploaded comes back byte by byte, for people who are logged in and for nobody else. The file stays in the store.',
  design: [18],
  probe: async ({ ask, environment, users, repeated }) => {
    const base = `https://${environment.hosts.matrix}/_matrix`;
    const [{ token }] = await users.all();
    const most = parseQuantity(`${environment.synapse.maxUploadSize}i`);
    const file = randomBytes(Math.min(repeated ? smallSize : wholeSize, most));
    const uploaded = await ask(`${base}/media/v3/upload?filename=verify.bin`, {
      token,
      body: file,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (uploaded.status === 413)
      return fail(
        `an upload of ${file.length} bytes is refused as too large; synapse.maxUploadSize is ${environment.synapse.maxUploadSize}`,
        'something in front of the router has a smaller limit: see the body size of the edge and of any proxy before it',
      );
    if (uploaded.status !== 200) throw refusal('POST /media/v3/upload', uploaded);
    const { content_uri: uri = '' } = jsonOf(uploaded) as { content_uri?: string };
    const path = uri.replace(/^mxc:\/\//, '');
    const url = `${base}/client/v1/media/download/${path}`;
    const downloaded = await ask(url, { token, limit: file.length + 1 });
    if (downloaded.status !== 200) throw refusal('GET /client/v1/media/download', downloaded);
    if (!downloaded.body.equals(file))
      return fail(
        `${file.length} bytes were uploaded, ${downloaded.body.length} others came back`,
        'see the object store and the volume of the media process: docs/runbooks/synapse-media-uploads-fail.md',
      );
    const stranger = await ask(url, { limit: file.length + 1 });
    if (stranger.status !== 401)
      return fail(
        `the download answers ${stranger.status} without an access token`,
        'something in front of Synapse adds credentials or answers from a cache',
      );
    return pass(`${file.length} bytes, there and back`);
  },
};

/** Files. */
export const mediaItems: readonly Item[] = [media];
