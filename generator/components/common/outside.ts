import type { Environment } from '../../environment/environment.ts';
import type { Endpoint } from '../component.ts';

/** Every address that belongs to no pod, Service or node. */
export function outside({ cluster }: Environment): Extract<Endpoint, { kind: 'cidrs' }> {
  const { podCidrs, serviceCidrs, nodeCidrs } = cluster;
  return {
    kind: 'cidrs',
    cidrs: ['0.0.0.0/0', '::/0'],
    except: [...podCidrs, ...serviceCidrs, ...nodeCidrs],
  };
}

/** The same with the networks of nodes, which servers of the house may share: git, object stores. */
export function outsidePods({ cluster }: Environment): Extract<Endpoint, { kind: 'cidrs' }> {
  return {
    kind: 'cidrs',
    cidrs: ['0.0.0.0/0', '::/0'],
    except: [...cluster.podCidrs, ...cluster.serviceCidrs],
  };
}
