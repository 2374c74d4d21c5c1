import { listIn } from '../../../kubernetes/json.ts';
import { filesInContainer } from '../../mounted-files.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** The clean-up job is told where the database is. */
export const cleanupDatabase: Rule = {
  slug: 'media/cleanup-database',
  title: 'The clean-up job has its database.yaml',
  severity: 'error',
  why: 'The first step of s3_media_upload asks the database of Synapse which media is old, and reads how from database.yaml in its working directory; without it the tool ends at once, and the volume fills.',
  fix: 'Write database.yaml (user, password, host, database) where the job starts, or mount it there; without `cp_min` and `cp_max`, which psycopg2 refuses.',
  references: [
    'matrix-org/synapse-s3-storage-provider scripts/s3_media_upload: get_database_db_conn',
    'README.md: Regular cleanup job',
  ],
  components: ['synapse'],
  optional: true,
  check({ resources, pass, fail }) {
    for (const template of resources.podTemplates) {
      const program = programText(resources, template);
      if (!/\bs3_media_upload\b/.test(program) || !/\bupdate(?:-db)?\b/.test(program)) continue;
      const mounted = listIn(template.spec, 'containers').some((container) =>
        [...filesInContainer(resources, template, container).keys()].some((path) =>
          path.endsWith('/database.yaml'),
        ),
      );
      if (mounted || /\bdatabase\.yaml\b/.test(program)) pass();
      else
        fail({
          resource: template.owner,
          path: template.path,
          message:
            'the pod runs s3_media_upload update and has no database.yaml: the tool ends with "Could not find database.yaml", and no media is ever removed. Write the file in its working directory.',
        });
    }
  },
};
