import { getIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** Three or more instances replicate synchronously to any one of them, and never give that up. */
export const durability: Rule = {
  slug: 'postgres/durability',
  title: 'A commit is on two instances before it is confirmed',
  severity: 'error',
  why: 'Without required synchronous replication, the loss of the primary loses messages that clients saw confirmed. With more synchronous standbys than the cluster can spare, one lost node stops all writes.',
  fix: 'Set `spec.postgresql.synchronous` to `method: any`, `number: 1`, `dataDurability: required`.',
  references: [
    'cloudnative-pg docs/src/replication.md, Data Durability and Synchronous Replication: required is the default',
    'cloudnative-pg api/v1/cluster_types.go: SynchronousReplicaConfiguration; minSyncReplicas and maxSyncReplicas are the older form',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const { json } = resource;
      const instances = numberIn(json, 'spec', 'instances') ?? 1;
      if (instances < 3) {
        pass();
        continue;
      }
      const report = (path: string[], wrong: string, fix: string) =>
        fail({ resource, path: ['spec', ...path], message: `${wrong}. ${fix}.` });
      const method = textIn(json, 'spec', 'postgresql', 'synchronous', 'method');
      const number = numberIn(json, 'spec', 'postgresql', 'synchronous', 'number') ?? 0;
      const durable = textIn(json, 'spec', 'postgresql', 'synchronous', 'dataDurability') ?? 'required';
      const at = ['postgresql', 'synchronous'];
      if (method === undefined) {
        const older = getIn(json, ['spec', 'minSyncReplicas']) !== undefined;
        report(
          older ? ['minSyncReplicas'] : at,
          older
            ? `${instances} instances replicate by minSyncReplicas, which relaxes itself when standbys are missing, so the last commits can be lost with the primary`
            : `${instances} instances have no synchronous replication, so the loss of the primary loses commits that were confirmed`,
          'Set postgresql.synchronous: { method: any, number: 1, dataDurability: required }',
        );
      } else if (durable !== 'required') {
        report(
          [...at, 'dataDurability'],
          `dataDurability is ${durable}: with no standby left the primary confirms commits that only it holds`,
          'Set it to required',
        );
      } else if (method !== 'any') {
        report(
          [...at, 'method'],
          `method is ${method}: every commit waits for the first standby of the list, however slow it is, instead of whichever answers first`,
          'Set it to any',
        );
      } else if (number < 1 || number > instances - 2) {
        report(
          [...at, 'number'],
          `number is ${number} of ${instances - 1} standbys: after the loss of one node every write waits`,
          'Set it to 1',
        );
      } else {
        pass();
      }
    }
  },
};
