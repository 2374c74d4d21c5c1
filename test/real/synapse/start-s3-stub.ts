import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for an object store: keeps what is put, in memory, and checks no signature. */
export interface S3Stub {
  readonly url: string;
  /** Bodies by `/<bucket>/<key>`. */
  readonly objects: Map<string, Buffer>;
  /** While true, uploads are refused as they are without permission. */
  refuses: boolean;
  /** Headers of the last upload. */
  readonly lastUpload: () => Readonly<Record<string, string | string[] | undefined>>;
  readonly stop: () => void;
}

/** Starts the stand-in on a free port of the loopback address. */
export async function startS3Stub(): Promise<S3Stub> {
  let uploaded = {};
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT' && stub.refuses) {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
        return;
      }
      if (request.method === 'PUT') {
        uploaded = request.headers;
        objects.set(key, Buffer.concat(chunks));
        response.writeHead(200, { etag: '"0"' }).end();
        return;
      }
      const body = objects.get(key);
      if (body === undefined) {
        response.writeHead(404, { 'content-type': 'application/xml' });
        response.end(request.method === 'HEAD' ? '' : '<Error><Code>NoSuchKey</Code></Error>');
        return;
      }
      response.writeHead(200, { 'content-length': body.length, etag: '"0"' });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stub: S3Stub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    refuses: false,
    lastUpload: () => uploaded,
    stop: () => server.close(),
  };
  return stub;
}
