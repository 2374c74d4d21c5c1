import type { Rule } from '../../rule.ts';
import { synapseWorkloads } from '../../synapse-workloads.ts';

/** There is one main process, and nothing that could start a second beside it. */
export const singleMain: Rule = {
  slug: 'synapse/single-main',
  title: 'There is exactly one Synapse main process',
  severity: 'error',
  why: 'The main process cannot be divided: two of them write the same streams and hand out the same positions, which corrupts the database. A Deployment starts a second one beside the first during every update.',
  fix: 'Run main as a StatefulSet with one replica, without an autoscaler; add workers instead.',
  references: [
    'element-hq/ess-helm#847: more than one main replica',
    'element-hq/synapse docs/workers.md: there is one main process',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const mains = synapseWorkloads(resources).filter(({ isMain }) => isMain);
    const [first] = mains;
    for (const { template } of mains) {
      const { owner, replicas } = template;
      const { kind, metadata } = owner.object;
      if (kind !== 'StatefulSet') {
        fail({
          resource: owner,
          path: ['kind'],
          message: `the main process is a ${kind}, which runs two pods at the same time while it is updated. Make it a StatefulSet.`,
        });
      } else if (replicas !== 1) {
        fail({
          resource: owner,
          path: ['spec', 'replicas'],
          message: `${metadata.name} has ${replicas} replicas: every main process writes the same streams, and two of them corrupt the database. Set 1, and add workers instead.`,
          setting: 'synapse.workers',
        });
      } else if (first !== undefined && first.template !== template) {
        fail({
          resource: owner,
          path: ['metadata', 'name'],
          message: `${metadata.name} is a second main process beside ${first.template.owner.object.metadata.name}. Remove one of them.`,
        });
      } else {
        pass();
      }
    }
  },
};
