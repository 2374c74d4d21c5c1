import * as callCache from '../../components/data/cache-livekit/names.ts';
import * as bus from '../../components/data/cache-synapse/names.ts';
import {
  isInCluster,
  isOperated,
  names,
  namespace,
  objectStoreFor,
} from '../../components/data/object-store/names.ts';
import { numberIn, textIn } from '../../kubernetes/json.ts';
import type { VerifyContext } from '../context.ts';
import type { Item } from '../item.ts';
import { CannotCheck, fail, type Outcome, pass } from '../outcome.ts';
import { objectOf } from '../read-cluster.ts';
import { findRendered, numberOf } from '../rendered.ts';

/** The bus of Synapse and the cache of calls. */
export const caches: Item = {
  id: 'caches',
  family: 'cluster',
  title: 'Both caches have their master and replicas',
  proves:
    'Every server is the master or follows it, every Sentinel answers, and the proxies of the bus see one master.',
  design: [3],
  probe: async (context) => {
    const wanted = [
      ['StatefulSet', bus.namespace, bus.names.nodes],
      ['Deployment', bus.namespace, bus.names.master],
      ['StatefulSet', callCache.namespace, callCache.names.nodes],
    ] as const;
    const found: string[] = [];
    for (const [kind, namespace, name] of wanted) {
      const rendered = findRendered(context.platform, kind, name);
      // A single server of the bus needs no proxies.
      if (rendered === undefined) continue;
      const expected = numberOf(rendered, 'spec', 'replicas') ?? 1;
      const object = await objectOf(context, `${kind.toLowerCase()}s`, namespace, name);
      const ready = numberIn(object, 'status', 'readyReplicas') ?? 0;
      if (ready < expected)
        return fail(
          `${kind} ${namespace}/${name}: ${ready} of ${expected} are ready`,
          'docs/runbooks/cache-failover.md',
        );
      found.push(`${name} ${ready}`);
    }
    return pass(found.join(', '));
  },
};

/** The store of media and logs. */
export const store: Item = {
  id: 'object-store',
  family: 'cluster',
  title: 'The object store is healthy',
  proves: 'All servers of the store run with all their drives; a store outside the cluster answers.',
  design: [4],
  probe: async (context) => {
    const { environment } = context;
    if (!isInCluster(environment)) return judgeOutside(context);
    const expected = environment.objectStore.servers;
    if (isOperated(environment)) {
      const tenant = await objectOf(context, 'tenants.minio.min.io', namespace, names.service);
      const health = textIn(tenant, 'status', 'healthStatus') ?? 'unknown';
      const offline = numberIn(tenant, 'status', 'drivesOffline') ?? 0;
      if (health !== 'green' || offline > 0)
        return fail(
          `Tenant ${names.service} is ${health}, ${offline} drives are offline`,
          'docs/runbooks/object-store-unhealthy.md',
        );
      return pass(`${numberIn(tenant, 'status', 'drivesOnline') ?? 0} drives online`);
    }
    const servers = await objectOf(context, 'statefulsets', namespace, names.service);
    const ready = numberIn(servers, 'status', 'readyReplicas') ?? 0;
    if (ready < expected)
      return fail(`${ready} of ${expected} servers are ready`, 'docs/runbooks/object-store-unhealthy.md');
    return pass(`${ready} servers`);
  },
};

/** Its name may be known inside the cluster only: no answer here says nothing about there. */
async function judgeOutside({ ask, environment }: VerifyContext): Promise<Outcome> {
  const { endpoint } = objectStoreFor(environment);
  const { status } = await ask(endpoint).catch((error: unknown) => {
    throw new CannotCheck(
      `the store is outside the cluster and not reached from here: ${error instanceof Error ? error.message : error}`,
    );
  });
  if (status >= 500)
    return fail(`${endpoint} answers ${status}`, 'see the store: it is not part of this platform');
  return pass(`${endpoint} answers`);
}
