import type { PoolName } from '../../../generator/components/synapse/router/pool-table.ts';

/** Pools that may answer the endpoints of a group of the documentation. */
export const poolsOfGroup: Readonly<Record<string, readonly PoolName[]>> = {
  sync: ['sync', 'initial-sync'],
  federation: ['federation-reader'],
  'federation transactions': ['federation-inbound'],
  'client API': ['client-reader', 'event-creator', 'device-lists'],
  encryption: ['client-reader', 'device-lists'],
  'registration and login': ['client-reader'],
  'event sending': ['event-creator', 'client-reader'],
  'user directory': ['user-directory'],
  'delayed events': ['client-reader'],
  'push rules': ['push-rules'],
  'account data': ['account-data'],
  presence: ['presence'],
  pagination: ['room-history'],
  'stream typing': ['typing'],
  'stream to_device': ['to-device'],
  'stream account_data': ['account-data'],
  'stream receipts': ['receipts'],
  'stream presence': ['presence'],
  'stream push_rules': ['push-rules'],
  'stream device_lists': ['device-lists'],
  'stream quarantined_media_changes': ['media-repository'],
  media: ['media-repository'],
};

/** One difference between the documentation and the routing table, and why it is wanted. */
export interface Difference {
  /** Documented pattern, or the beginning of a path that the table routes. */
  readonly what: string;
  readonly why: string;
}

const browserLogin =
  'one process must see a login by SSO from its beginning to its end; main is that process, and few people log in at once';
const administration =
  'administrators ask seldom; one process that has it all is simpler, and the public port refuses the admin API anyway';

/** Documented patterns that stay with main. */
export const leftToMain: readonly Difference[] = [
  { what: '^/_matrix/client/(api/v1|r0|v3|unstable)/login/sso/redirect', why: browserLogin },
  { what: '^/_synapse/client/pick_idp$', why: browserLogin },
  { what: '^/_synapse/client/pick_username', why: browserLogin },
  { what: '^/_synapse/client/new_user_consent$', why: browserLogin },
  { what: '^/_synapse/client/sso_register$', why: browserLogin },
  { what: '^/_synapse/client/oidc/callback$', why: browserLogin },
  { what: '^/_synapse/client/saml2/authn_response$', why: browserLogin },
  { what: '^/_matrix/client/(api/v1|r0|v3|unstable)/login/cas/ticket$', why: browserLogin },
  { what: '^/_synapse/admin/v1/rooms/[^/]+$', why: administration },
  { what: '^/_synapse/admin/v2/users/[^/]+$', why: administration },
  {
    what: '^/_synapse/mas/',
    why: 'the platform runs no Matrix Authentication Service; without one Synapse answers 404 and the router refuses the path',
  },
];

const unstableToo =
  'client_patterns in synapse/rest/client/_base.py registers the path under unstable too; the documentation leaves it out';
const oldPrefixToo =
  'one row serves neighbours that api/v1 has; Synapse answers 404 there on every process, and on main no less';

/** What the table sends to workers although the documentation does not name it. */
export const beyondDocumentation: readonly Difference[] = [
  { what: '/_matrix/client/unstable/sync', why: unstableToo },
  { what: '/_matrix/client/unstable/events', why: unstableToo },
  { what: '/_matrix/client/unstable/initialSync', why: unstableToo },
  { what: '/_matrix/client/unstable/rooms/x/initialSync', why: unstableToo },
  { what: '/_matrix/client/unstable/delete_devices', why: unstableToo },
  { what: '/_matrix/client/api/v1/delete_devices', why: oldPrefixToo },
  { what: '/_matrix/client/api/v1/keys/upload', why: oldPrefixToo },
  {
    what: '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync',
    why: 'sliding sync: synapse/rest/client/sync.py registers it on every worker with the client API',
  },
  {
    what: '/_matrix/client/unstable/io.element.msc430',
    why: 'writes the stream thread_subscriptions, whose endpoints the documentation does not list; synapse/rest/client/thread_subscriptions.py',
  },
  {
    what: '/_matrix/client/unstable/im.nheko.summary/rooms/x/summary',
    why: 'the older path of the same servlet: synapse/rest/client/room.py, RoomSummaryRestServlet',
  },
];
