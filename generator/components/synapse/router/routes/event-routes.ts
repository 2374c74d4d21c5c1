import { clientPath, type Route, segment } from './route.ts';

const room = `rooms/${segment}`;

/**
 * Requests that make events. Reading one state event or a profile shares its path with writing it, and is a reader's work.
 * Source: element-hq/synapse v1.163.2 `docs/workers.md`, event sending requests.
 */
export const eventRoutes: readonly Route[] = [
  {
    name: 'new rooms',
    path: clientPath('createRoom', { v1: true }),
    target: ['event-creator'],
    why: 'makes the first events of a room, which has no name yet: it goes by its creator',
  },
  {
    name: 'messages',
    path: clientPath(`${room}/(send/${segment}(/${segment})?|redact/${segment}(/${segment})?|state/.*)`, {
      v1: true,
    }),
    methods: ['PUT', 'POST'],
    target: ['event-creator'],
    why: 'makes events; one room stays on one process, which knows its state',
  },
  {
    name: 'membership',
    path: clientPath(`(${room}/(join|invite|leave|ban|unban|kick)|join/${segment}|knock/${segment})`, {
      v1: true,
    }),
    target: ['event-creator'],
    why: 'makes events of membership',
  },
  {
    name: 'profile changes',
    path: clientPath(`profile/${segment}(/${segment})?`, { v1: true }),
    methods: ['PUT', 'DELETE'],
    target: ['event-creator'],
    why: 'makes an event in every room of the user',
  },
];
