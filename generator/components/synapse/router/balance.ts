import type { Balance } from '../worker-catalogue.ts';

type Lines = readonly (readonly string[])[];

/**
 * The user of a request: all devices of a user go to one process, which then reads the user's rooms once. The name is the second part of
 * a token that Synapse made (`syt_<user>_<random>_<check>`); any other token stands for itself.
 */
const user: Lines = [
  ['http-request', 'set-var(txn.token)', 'http_auth_bearer'],
  [
    ...['http-request', 'set-var(txn.token)', 'url_param(access_token),url_dec'],
    ...['unless', '{ var(txn.token) -m found }'],
  ],
  [
    ...['http-request', 'set-var(txn.key)', 'var(txn.token),field(2,_)'],
    ...['if', '!{ var(txn.key) -m found }', '{ var(txn.token) -m beg syt_ }'],
  ],
  ['http-request', 'set-var(txn.key)', 'var(txn.token)', 'unless', '{ var(txn.key) -m found }'],
];

/**
 * The room, alias or user that the path names after `rooms`, `join`, `knock` or `profile`, decoded: clients differ in what they encode.
 * `api/v1` is two segments where every other version is one. A request without such a segment goes by its user.
 */
const room: Lines = [
  ['http-request', 'set-var(txn.segments)', 'path,regsub(^/_matrix/client/api/,/_matrix/client/)'],
  ...['rooms', 'join', 'knock', 'profile'].map((word) => [
    ...['http-request', 'set-var(txn.key)', 'var(txn.segments),field(6,/),url_dec'],
    ...['if', `{ var(txn.segments),field(5,/) -m str ${word} }`],
  ]),
  ...user,
];

/**
 * The server that signed a request (`Authorization: X-Matrix origin="…",…`), so that its transactions are handled in order; by its
 * address, if it does not say. Nobody is believed: the name only chooses a process, which then checks the signature.
 */
const origin: Lines = [
  [
    ...['http-request', 'set-var(txn.key)'],
    // Everything before the name, the quote before it, everything after it.
    'req.fhdr(authorization),regsub(^.*[^[:alnum:]]origin=,,i),regsub(^[^[:alnum:]]+,),regsub([^[:alnum:].:-].*,),lower',
    ...['if', '{ req.fhdr(authorization) -m reg -i ^X-Matrix.*[^[:alnum:]]origin= }'],
  ],
  ['http-request', 'set-var(txn.key)', 'var(txn.client)', 'unless', '{ var(txn.key) -m found }'],
];

/** The whole request target, decoded: servers that ask the same at the same time get one computation. */
const uri: Lines = [['http-request', 'set-var(txn.key)', 'url,url_dec']];

const byKey: Lines = [
  ['balance', 'hash', 'var(txn.key)'],
  ['hash-type', 'consistent'],
];

/** Lines of a backend that choose a server. Nothing is remembered, so routers agree. */
export const balanceLines: Readonly<Record<Balance, Lines>> = {
  user: [...user, ...byKey],
  room: [...room, ...byKey],
  origin: [...origin, ...byKey],
  uri: [...uri, ...byKey],
  // The less busy of two: with several routers it spreads better than counting on.
  spread: [['balance', 'random']],
};
