import { type Route, segment } from './route.ts';

/**
 * Media on the public port: uploads, downloads, thumbnails, also by other servers. Where a media process runs, main has no media
 * repository, so no other process can take over.
 */
export const mediaRoutes: readonly Route[] = [
  {
    name: 'media',
    path: '/_matrix/(media|client/v1/media|federation/v1/media)/.*',
    target: ['media-repository'],
    why: 'one process has the volume with the files',
  },
];

/** Media on the admin port: the process that has the files also registers these. */
export const mediaAdminRoutes: readonly Route[] = [
  {
    name: 'media administration',
    path: `/_synapse/admin/v1/(purge_media_cache|(room|user)/${segment}/media.*|(media|quarantine_media)/.*|users/${segment}/media)`,
    target: ['media-repository'],
    why: 'only a process with the media repository registers these endpoints',
  },
];
