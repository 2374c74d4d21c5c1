import { clientPath, type Route, reading, segment } from './route.ts';

const room = `rooms/${segment}`;

/**
 * Requests that any worker with the client API answers. Source: element-hq/synapse v1.163.2 `docs/workers.md`, generic worker; the
 * paths under `unstable` in `synapse/rest/client`.
 */
export const readerRoutes: readonly Route[] = [
  {
    name: 'room history',
    path: clientPath(`${room}/messages`, { v1: true }),
    target: ['room-history'],
    why: 'pages of one room must come from one process',
  },
  {
    name: 'room reading',
    path: clientPath(`${room}/(joined_members|members|state|context/${segment}|event/${segment})`, {
      v1: true,
    }),
    methods: reading,
    target: ['client-reader'],
    why: 'members, state and events of a room',
  },
  {
    name: 'one state event',
    path: clientPath(`${room}/state/.*`, { v1: true }),
    methods: reading,
    target: ['client-reader'],
    why: 'reads what event creators write',
  },
  {
    name: 'room reading under other prefixes',
    path: `/_matrix/client/((api/v1|r0|v3|unstable/org\\.matrix\\.msc2432)/${room}/aliases|(v1|unstable)/${room}/relations/.*|v1/${room}/(hierarchy|threads|timestamp_to_event)|v1/room_summary/${segment}|unstable/im\\.nheko\\.summary/(summary/${segment}|${room}/summary))`,
    target: ['client-reader'],
    why: 'aliases, relations, threads, spaces and previews of rooms',
  },
  {
    name: 'rooms of all',
    path: clientPath(`(publicRooms|joined_rooms|search|directory/room/${segment})`, { v1: true }),
    target: ['client-reader'],
    why: 'room directory, search, aliases',
  },
  {
    name: 'people',
    path: clientPath(`profile/${segment}(/${segment})?`, { v1: true }),
    methods: reading,
    target: ['client-reader'],
    why: 'names and pictures',
  },
  {
    name: 'user directory',
    path: clientPath('user_directory/search'),
    target: ['user-directory', 'client-reader'],
    why: 'the process that keeps the directory has it in its caches',
  },
  {
    name: 'account',
    path: clientPath(
      `(account/(3pid|whoami|deactivate)|capabilities|notifications|user/${segment}/filter(/${segment})?)`,
    ),
    target: ['client-reader'],
    why: 'who am I, what may I do',
  },
  {
    name: 'versions and TURN',
    path: `/_matrix/client/versions|${clientPath('voip/turnServer', { v1: true })}`,
    target: ['client-reader'],
    why: 'asked by every client at every start',
  },
  {
    name: 'encryption keys',
    path: clientPath('(keys/(query|changes|claim)|room_keys/.*)'),
    target: ['client-reader'],
    why: 'keys of other devices, and the backup of keys',
  },
  {
    name: 'login',
    path: clientPath('login', { v1: true }),
    target: ['client-reader'],
    why: 'a wave of logins does not hold up main',
  },
  {
    name: 'registration',
    path: `${clientPath('(register(/available)?|password_policy)')}|/_matrix/client/v1/register/m\\.login\\.registration_token/validity`,
    target: ['client-reader'],
    why: 'new accounts; the links that they are sent by mail are checked by main',
  },
  {
    name: 'delayed events, reading',
    path: `/_matrix/client/unstable/org\\.matrix\\.msc4140/delayed_events(/${segment})?`,
    methods: reading,
    target: ['client-reader'],
    why: 'workers register the reading half of this API',
  },
  {
    name: 'delayed events, restart',
    path: `/_matrix/client/unstable/org\\.matrix\\.msc4140/delayed_events/${segment}/restart`,
    methods: ['POST'],
    target: ['client-reader'],
    why: 'the heartbeat of every call; cancelling and sending is for main alone',
  },
];
