import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** A duration of `s3_media_upload update` that ends in `m`; in a script the number may be a variable. */
const months = /\bupdate(?:-db)?\b[^\n]*?(\d+|\})m(?=["'\s]|$)/m;

/** Durations of `s3_media_upload` do not end in `m`. */
export const mediaDuration: Rule = {
  slug: 'media/duration',
  title: 'The age of media to clean up is not written in months by mistake',
  severity: 'error',
  why: 'In s3_media_upload the suffix m means months, while minutes are what it means everywhere else in Synapse: media stays on the volume for months, and the volume fills.',
  fix: 'Write the age in days, such as `7d`.',
  references: ['matrix-org/synapse-s3-storage-provider v1.7.0 scripts/s3_media_upload: parse_duration'],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    let used = 0;
    for (const template of resources.podTemplates) {
      const text = programText(resources, template);
      if (!/\bs3_media_upload\b/.test(text)) continue;
      used += 1;
      const [, number] = months.exec(text) ?? [];
      if (number === undefined) pass();
      else
        fail({
          resource: template.owner,
          path: template.path,
          message: `s3_media_upload is asked for media older than ${number === '}' ? 'a number of' : number} m, which are months. Write days, such as 7d.`,
          setting: 'synapse.media.retentionDays',
        });
    }
    if (used === 0) pass();
  },
};
