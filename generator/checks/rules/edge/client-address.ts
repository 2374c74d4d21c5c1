import { getIn, isObject, textIn, walkJson } from '../../../kubernetes/json.ts';
import type { ObjectPath, Rule } from '../../rule.ts';

const reachable = ['LoadBalancer', 'NodePort'];

/** Whatever the outside reaches sees the client's own address. */
export const clientAddress: Rule = {
  slug: 'edge/client-address',
  title: 'The client address survives the load balancer',
  severity: 'error',
  why: 'With `externalTrafficPolicy: Cluster` a node forwards the connection under its own address: allow lists then judge a node, rate limits hit everyone at once, and logs name nobody.',
  fix: 'Set `externalTrafficPolicy: Local` on every Service of type LoadBalancer or NodePort, and run the pods on the nodes that receive the traffic.',
  references: [
    'kubernetes.io docs: Using Source IP, Services of type LoadBalancer; the default is Cluster',
    'kubernetes/ingress-nginx charts/ingress-nginx/values.yaml: controller.service.type is LoadBalancer',
    'envoyproxy/gateway v1.9.0 api/v1alpha1/shared_types.go: KubernetesServiceSpec, defaults LoadBalancer and Local',
  ],
  components: ['gateway', 'ingress-nginx'],
  check({ resources, pass, fail }) {
    const judge = (
      resource: (typeof resources.resources)[number],
      path: ObjectPath,
      type: string,
      policy: unknown,
    ) => {
      if (policy === 'Local') {
        pass();
        return;
      }
      fail({
        resource,
        path: [...path, 'externalTrafficPolicy'],
        message: `the externalTrafficPolicy of this ${type} Service is ${policy ?? 'absent, which means Cluster'}, so it hides the client address: allow lists and rate limits see the address of a node. Set it to Local.`,
      });
    };
    for (const resource of resources.ofKind('Service', '')) {
      const type = textIn(resource.json, 'spec', 'type') ?? 'ClusterIP';
      if (reachable.includes(type))
        judge(resource, ['spec'], type, getIn(resource.json, ['spec', 'externalTrafficPolicy']));
    }
    for (const resource of resources.ofKind('EnvoyProxy', 'gateway.envoyproxy.io')) {
      const path = ['spec', 'provider', 'kubernetes', 'envoyService'];
      const type = textIn(resource.json, ...path, 'type') ?? 'LoadBalancer';
      const policy = textIn(resource.json, ...path, 'externalTrafficPolicy') ?? 'Local';
      if (reachable.includes(type)) judge(resource, path, type, policy);
    }
    for (const resource of resources.ofKind('Application', 'argoproj.io')) {
      walkJson(resource.json, (value, path) => {
        if (!path.includes('valuesObject') || !isObject(value)) return;
        const type = value['type'];
        const isService = path.at(-1) === 'service' || 'externalTrafficPolicy' in value;
        if (isService && typeof type === 'string' && reachable.includes(type))
          judge(resource, path, type, value['externalTrafficPolicy']);
      });
    }
  },
};
