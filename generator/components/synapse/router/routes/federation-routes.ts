import { type Route, segment } from './route.ts';

const questions = [
  `(event|state|state_ids|backfill|timestamp_to_event)/${segment}/?`,
  `(get_missing_events|exchange_third_party_invite|hierarchy|query|user/devices)/${segment}`,
  `(make_join|make_leave|make_knock|send_knock|send_join|send_leave|invite|event_auth)/${segment}/${segment}`,
  'publicRooms',
  'version',
];

/**
 * What other servers ask for. Sources: element-hq/synapse v1.163.2 `docs/workers.md`,
 * `synapse/federation/transport/server/federation.py`.
 */
export const federationRoutes: readonly Route[] = [
  {
    name: 'federation transactions',
    path: `/_matrix/federation/v1/send/${segment}/?`,
    methods: ['PUT'],
    target: ['federation-inbound'],
    why: 'events of other servers; one server stays on one process, which then handles them in order',
  },
  {
    name: 'federation questions',
    path: `/_matrix/federation/v1/(${questions.join('|')})`,
    target: ['federation-reader', 'federation-inbound'],
    why: 'state, joins and history; servers ask the same at the same time, and one process computes it once',
  },
  {
    name: 'federation joins, version 2',
    path: `/_matrix/federation/v2/(send_join|send_leave|invite)/${segment}/${segment}`,
    target: ['federation-reader', 'federation-inbound'],
    why: 'as their first version',
  },
  {
    name: 'notary',
    path: `/_matrix/key/v2/query(/.*)?`,
    target: ['federation-reader', 'federation-inbound'],
    why: 'keys of other servers',
  },
];
