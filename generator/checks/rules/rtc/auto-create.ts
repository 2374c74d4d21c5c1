import { getIn } from '../../../kubernetes/json.ts';
import { mediaServers, placeOf } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';

/** Rooms of LiveKit are made by the authoriser. */
export const autoCreate: Rule = {
  slug: 'rtc/auto-create',
  title: 'LiveKit creates no rooms by itself',
  severity: 'error',
  why: 'lk-jwt-service creates rooms for people of this homeserver and lets others only join. With `room.auto_create`, which is on by default, anybody of any homeserver begins calls here.',
  fix: 'Set `room.auto_create: false` in `livekit.yaml`.',
  references: [
    'livekit/livekit pkg/config/config.go: DefaultConfig, AutoCreate true',
    'element-hq/lk-jwt-service README.md: LIVEKIT_FULL_ACCESS_HOMESERVERS needs auto_create false',
  ],
  components: ['livekit'],
  check({ resources, pass, fail }) {
    for (const { pod, file, config } of mediaServers(resources)) {
      if (getIn(config, ['room', 'auto_create']) === false) pass();
      else
        fail({
          ...placeOf(pod, file, 'auto_create'),
          message:
            'room.auto_create is on: people of any homeserver begin calls on this server, whatever the authoriser says. Set it to false.',
        });
    }
  },
};
