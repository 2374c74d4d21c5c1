import { randomBytes } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { connectTo, explainNoAnswer, type HttpOptions, limitTime } from './http.ts';
import { NoAnswer } from './outcome.ts';

/** A frame of one binary message, unmasked and whole: what a server begins with (RFC 6455, 5.2). */
const wholeBinary = 0x82;
/** `SignalResponse.join`: field 1, a message (livekit/protocol `livekit_rtc.proto`). */
const joinTag = 0x0a;
/** A close frame of a client: masked, without content; the mask is four bytes of zero. */
const closeFrame = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

/**
 * Connects to LiveKit's signalling as a client does (`/rtc`, livekit v1.13.5 `pkg/service/rtcservice.go`) and waits until it says that the
 * room has been joined. The connection ends then, and so does the participant.
 *
 * @throws NoAnswer when it is refused, or when something else comes first.
 */
export function joinLivekit(base: string, token: string, options: HttpOptions): Promise<void> {
  const url = new URL('/rtc?protocol=15&auto_subscribe=1', base.replace(/^ws/, 'http'));
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const limit = limitTime(options.signal, options.patience);
  const joined = new Promise<void>((resolve, reject) => {
    const failed = (error: unknown) => reject(explainNoAnswer(url, error, options.patience));
    const refused = (what: string) =>
      reject(
        new NoAnswer(
          `${url.protocol}//${url.host}/rtc: ${what}`,
          'see the log of LiveKit, and that the edge lets WebSockets through: docs/runbooks/calls-target-down.md',
        ),
      );
    const request = send({
      ...connectTo(url, options),
      headers: {
        host: url.host,
        authorization: `Bearer ${token}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
      signal: limit.signal,
    });
    request.on('error', failed);
    request.on('response', (response) => {
      response.resume();
      refused(`answers ${response.statusCode} instead of opening a WebSocket`);
    });
    request.on('upgrade', (_, socket, head) => {
      socket.on('error', failed);
      readFirst(socket, head, options.patience).then((frame) => {
        socket.end(closeFrame);
        if (frame[0] === wholeBinary && frame[payloadStart(frame)] === joinTag) resolve();
        else refused('the first message is not that the room was joined');
      }, failed);
    });
    request.end();
  });
  return joined.finally(limit.end);
}

/** Begins with the first payload byte of a server's frame. */
function payloadStart(frame: Buffer): number {
  const length = (frame[1] ?? 0) & 0x7f;
  return length === 126 ? 4 : length === 127 ? 10 : 2;
}

/** Enough bytes of the first frame to see what it is. */
function readFirst(socket: Duplex, head: Buffer, patience: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let read = head;
    const timer = setTimeout(
      () => reject(new Error(`nothing said within ${patience / 1000} s after the WebSocket was opened`)),
      patience,
    );
    const look = () => {
      if (read.length < 2 || read.length <= payloadStart(read)) return;
      clearTimeout(timer);
      resolve(read);
    };
    socket.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      look();
    });
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection ended before LiveKit said anything'));
    });
    look();
  });
}
