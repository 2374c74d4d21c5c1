import { objectIn } from '../../../kubernetes/json.ts';
import { mediaServers, placeOf } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';

/** Several media servers know of each other. How they reach their cache is `cache/sentinel-client`'s to judge. */
export const livekitRedis: Rule = {
  slug: 'rtc/livekit-redis',
  title: 'Several LiveKit servers share a cache',
  severity: 'error',
  why: 'LiveKit without `redis` is a server for itself, and says nothing about others. The edge sends people of one room to different servers, where they do not meet.',
  fix: 'Set `redis` in `livekit.yaml`, or run one replica.',
  references: [
    'livekit/livekit pkg/config/config.go: Config.Redis; pkg/routing/interfaces.go: CreateRouter, local without Redis',
  ],
  components: ['livekit'],
  check({ resources, pass, fail }) {
    for (const { pod, file, config } of mediaServers(resources)) {
      if (Object.keys(objectIn(config, 'redis')).length > 0 || pod.replicas === 1) pass();
      else
        fail({
          ...placeOf(pod, file),
          message: `${pod.replicas ?? 'several'} servers without a common cache: people of one room land on different servers and do not meet. Set redis.`,
        });
    }
  },
};
