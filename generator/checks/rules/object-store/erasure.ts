import { stripeOf } from '../../../environment/stripe.ts';
import { type StorePool, storePools } from '../../object-stores.ts';
import { openPools } from '../../placement.ts';
import type { Report, Rule } from '../../rule.ts';

/** A store of several servers goes on reading and writing without any one of its nodes. */
export const erasure: Rule = {
  slug: 'object-store/erasure',
  title: 'The object store reads and writes on without any one node',
  severity: 'error',
  why: 'An object is cut into a stripe over the volumes, some of them parity. Writing needs all but the parity, and one volume more where parity is half: when a node takes more volumes with it than that, uploads fail until it is back.',
  fix: 'Set the parity explicitly (`objectStore.parity`), run one server to a node by required anti-affinity, and give the pool of role storage as many nodes as there are servers.',
  references: [
    'minio/minio cmd/endpoint-ellipses.go: size of an erasure set; cmd/erasure-object.go: write quorum',
    'minio/minio internal/config/storageclass/storage-class.go: MINIO_STORAGE_CLASS_STANDARD, at most half of the set',
    'Design 2025, 2.4: EC:4 over four servers of four volumes',
  ],
  components: ['object-store'],
  needsEnvironment: true,
  check({ resources, declared, pass, fail }) {
    const nodePools = Object.values(declared.environment.cluster.nodePools);
    for (const pool of storePools(resources)) {
      const nodes = openPools(nodePools, pool.placement).reduce((sum, { count }) => sum + count, 0);
      const problem = findParityProblem(pool) ?? findNodeProblem(pool, nodes);
      if (problem === undefined) pass();
      else fail({ resource: pool.resource, ...problem });
    }
  },
};

type Problem = Omit<Report, 'resource'>;

function findParityProblem({
  servers,
  serversPath,
  volumes,
  parity,
  parityPath,
}: StorePool): Problem | undefined {
  const at = { path: parityPath, setting: 'objectStore.parity' };
  const total = servers * volumes;
  // One volume has no parity to say anything about.
  if (total < 2) return undefined;
  const set = stripeOf(servers, volumes);
  if (set === undefined)
    return {
      path: serversPath,
      setting: 'objectStore.servers',
      message: `${servers} servers with ${volumes} ${volumes === 1 ? 'volume' : 'volumes'} each make ${total}, which no stripe of 2 to 16 volumes divides evenly: the servers refuse to start. Use 4 servers of 4 volumes.`,
    };
  const count = /^EC:(\d+)$/.exec(parity ?? '')?.[1];
  if (count === undefined)
    return {
      ...at,
      message: `MINIO_STORAGE_CLASS_STANDARD is ${parity ?? 'not set'}: the server then chooses the parity of ${set} volumes itself, and another one for another number of them. Write it, such as EC:${Math.min(4, Math.floor(set / 2))}.`,
    };
  const lost = Number(count);
  if (lost > set / 2)
    return {
      ...at,
      message: `parity EC:${lost} is more than half of a stripe of ${set} volumes: the servers refuse to start. Use at most EC:${Math.floor(set / 2)}.`,
    };
  if (servers === 1) return undefined;
  const share = Math.ceil(set / servers);
  const needed = set - lost + (lost * 2 === set ? 1 : 0);
  if (set - share >= needed) return undefined;
  return {
    ...at,
    message: `one node holds ${share} of the ${set} volumes of a stripe; without it ${set - share} are left, and writing at EC:${lost} needs ${needed}: uploads fail when any one node is away. ${
      share * 2 < set ? `Use EC:${share}.` : 'Run more servers.'
    }`,
  };
}

function findNodeProblem({ servers, serversPath, apart, placement }: StorePool, nodes: number) {
  if (servers === 1) return undefined;
  if (!apart)
    return {
      path: [...placement.path, 'affinity'],
      message: `${servers} servers may share a node, which then takes more volumes with it than parity covers. Require anti-affinity on kubernetes.io/hostname; preferred is not enough.`,
    };
  // No node at all is what cluster/node-labels reports.
  if (nodes === 0 || nodes >= servers) return undefined;
  return {
    path: serversPath,
    setting: 'cluster.nodePools',
    message: `${servers} servers need a node each and may run on ${nodes}: ${servers - nodes} of them ${servers - nodes === 1 ? 'stays' : 'stay'} Pending, and their volumes count as lost. Add nodes, or run fewer servers.`,
  };
}
