import { publicPaths } from '../../components/rtc/lk-jwt/names.ts';
import { describeAnswer, jsonOf } from '../http.ts';
import type { Item } from '../item.ts';
import { fail, pass } from '../outcome.ts';
import { refusal } from '../users.ts';

/** The servers of group calls. */
export const livekit: Item = {
  id: 'livekit',
  family: 'calls',
  title: 'LiveKit and its authoriser are there',
  proves:
    'The media servers say that they are ready, and the authoriser answers at the paths that clients use.',
  design: [10],
  probe: async ({ ask, environment }) => {
    const url = `https://${environment.hosts.rtc}`;
    const ready = await ask(`${url}/`);
    if (ready.status !== 200 || ready.text !== 'OK')
      return fail(`${url}/ answers ${ready.status} instead of OK`, 'docs/runbooks/calls-target-down.md');
    for (const path of publicPaths) {
      const answer = await ask(`${url}${path}`, { json: {} });
      // LiveKit, which has every other path, says 404; the authoriser complains about an empty request.
      if (answer.status === 404 || answer.status >= 500 || answer.status < 400)
        return fail(
          `${url}${path} answers an empty request with ${describeAnswer(answer)} instead of a complaint`,
          'see the routes of the edge for hosts.rtc, and the log of lk-jwt-service',
        );
    }
    return pass(`ready, and ${publicPaths.length} paths of the authoriser`);
  },
};

/** A group call, without media. */
export const livekitCall: Item = {
  id: 'livekit-call',
  family: 'calls',
  title: 'A group call can be joined',
  proves:
    'The authoriser knows who a user is, opens a room, and LiveKit lets that user in. Media is not sent.',
  design: [20],
  probe: async (context) => {
    const { ask, environment, users, joinLivekit } = context;
    const [{ id, token, device }] = await users.all();
    const path = `/_matrix/client/v3/user/${encodeURIComponent(id)}/openid/request_token`;
    const identity = await ask(`https://${environment.hosts.matrix}${path}`, { token, json: {} });
    if (identity.status !== 200) throw refusal('POST /openid/request_token', identity);
    const { room } = await context.conversation();
    const url = `https://${environment.hosts.rtc}`;
    const admitted = await ask(`${url}/sfu/get`, {
      json: { room, openid_token: jsonOf(identity), device_id: device },
    });
    const { url: server, jwt } = (jsonOf(admitted) ?? {}) as { url?: string; jwt?: string };
    if (admitted.status !== 200 || server === undefined || jwt === undefined)
      return fail(
        `${url}/sfu/get answers ${describeAnswer(admitted)}`,
        'the authoriser asks the homeserver who somebody is, and LiveKit for a room, both under public names: see its log',
      );
    const base = server.replace(/^ws/, 'http').replace(/\/$/, '');
    const valid = await ask(`${base}/rtc/validate`, { token: jwt });
    if (valid.status !== 200)
      return fail(
        `${base}/rtc/validate answers ${valid.status} to the authoriser's token`,
        valid.status === 404
          ? 'the room was not created: the authoriser does not reach LiveKit, or the LiveKit nodes do not share one cache'
          : 'LiveKit and the authoriser do not have the same API key: docs/runbooks/rotate-secrets.md',
      );
    await joinLivekit(server, jwt);
    return pass(`joined at ${new URL(server).host}`);
  },
};
