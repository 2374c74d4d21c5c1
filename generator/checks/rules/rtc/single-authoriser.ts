import { getIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf, imageName } from '../../../kubernetes/ports.ts';
import { podsRunning } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

const program = 'lk-jwt-service';

/** The authoriser of calls is one pod at a time. */
export const singleAuthoriser: Rule = {
  slug: 'rtc/single-authoriser',
  title: 'lk-jwt-service is one pod, also during an update',
  severity: 'error',
  why: 'Since 0.5 it remembers which callers to sign off when they vanish. A second pod does not know what the first one has promised, so people stay in calls that they have left.',
  fix: 'Set `replicas: 1` and `strategy: { type: Recreate }`.',
  references: [
    'element-hq/lk-jwt-service issue 216: more than one replica is not possible',
    'element-hq/ess-helm pull request 1546: one replica since lk-jwt-service 0.5',
  ],
  components: [program],
  check({ resources, pass, fail }) {
    for (const { owner, path, spec, replicas } of podsRunning(resources, [program])) {
      if (isStateless(spec)) {
        pass();
        continue;
      }
      if (replicas !== 1) {
        const found = replicas === undefined ? 'one pod per node' : `${replicas} replicas`;
        fail({
          resource: owner,
          path: owner.object.kind === 'DaemonSet' ? path : ['spec', 'replicas'],
          message: `${found}, but each remembers other callers: people who vanish are not signed off. Set replicas to 1.`,
        });
      } else if (
        owner.object.kind === 'Deployment' &&
        textIn(owner.json, 'spec', 'strategy', 'type') !== 'Recreate'
      )
        fail({
          resource: owner,
          path: getIn(owner.json, ['spec', 'strategy']) === undefined ? ['spec'] : ['spec', 'strategy'],
          message:
            'an update runs the new pod beside the old one, and each remembers other callers. Set strategy.type to Recreate.',
        });
      else pass();
    }
  },
};

/** Versions before 0.5 remember nothing. */
function isStateless(spec: Parameters<typeof containersOf>[0]): boolean {
  return containersOf(spec).some((container) => {
    const image = textIn(container, 'image') ?? '';
    return imageName(image) === program && /:v?0\.[0-4](?:\.|$)/.test(image);
  });
}
