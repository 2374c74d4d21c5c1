import type { Environment } from '../../environment/environment.ts';
import { listIn, numberIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { Answer } from './ask.ts';
import { judgeClocks, judgeConditions, judgeNodes } from './examine-nodes.ts';
import { fail, type Item, pass, unknown } from './item.ts';

/** Asks kubectl for JSON; the arguments are those behind the context. */
export type Kubectl = (...args: string[]) => Answer<Json>;

/** Programs of which a DaemonSet enforces NetworkPolicies. */
const policyEngines = /calico-node|cilium|antrea-agent|canal|kube-router|kube-ovn-cni|weave-net/;

/**
 * Everything that the environment takes for granted of its cluster. Reads only.
 *
 * @param now - milliseconds since 1970. Default: the clock of this machine
 */
export function examineCluster({ cluster }: Environment, kubectl: Kubectl, now = Date.now()): Item[] {
  const items = (name: string, args: string[], judge: (list: readonly Json[]) => Item[]): Item[] => {
    const answer = kubectl(...args);
    return answer.ok ? judge(listIn(answer.value, 'items')) : [unknown(name, answer.why)];
  };
  return [
    judgeVersion(cluster.version, kubectl('version')),
    ...items('nodes', ['get', 'nodes'], (nodes) => [
      ...judgeNodes(cluster.nodePools, nodes),
      judgeConditions(nodes),
      ...items('clocks of nodes', ['get', 'leases', '--namespace', 'kube-node-lease'], (leases) => [
        judgeClocks(nodes, leases, now),
      ]),
    ]),
    ...items('storage classes', ['get', 'storageclasses'], (classes) =>
      judgeStorage(cluster.storageClasses, classes),
    ),
    ...items(
      'cluster DNS',
      ['get', 'pods', '--namespace', 'kube-system', '--selector', 'k8s-app=kube-dns'],
      judgeDns,
    ),
    ...items('network policies', ['get', 'daemonsets', '--all-namespaces'], judgePolicies),
    ...items(
      'API server port',
      [
        'get',
        'endpointslices',
        '--namespace',
        'default',
        '--selector',
        'kubernetes.io/service-name=kubernetes',
      ],
      (slices) => judgeApiPort(cluster.apiServerPort, slices),
    ),
    judgeArp(kubectl('get', 'configmap', 'kube-proxy', '--namespace', 'kube-system')),
  ];
}

function judgeVersion(wanted: string, answer: Answer<Json>): Item {
  const name = 'server version';
  if (!answer.ok) return unknown(name, answer.why);
  const version = textIn(answer.value, 'serverVersion', 'gitVersion');
  if (version === undefined) return unknown(name, 'the server does not say');
  if (version.startsWith(`v${wanted}.`)) return pass(name, version);
  return fail(name, version, `cluster.version says ${wanted}: change it, or upgrade the cluster`);
}

function judgeStorage(wanted: Environment['cluster']['storageClasses'], classes: readonly Json[]): Item[] {
  const known = classes.map((one) => textIn(one, 'metadata', 'name') ?? '');
  return Object.entries(wanted).map(([use, name]) =>
    known.includes(name)
      ? pass(`storage class ${use}`, name)
      : fail(
          `storage class ${use}`,
          `${name} is not there; there are: ${known.join(', ') || 'none'}`,
          `create it, or correct cluster.storageClasses.${use}`,
        ),
  );
}

function judgeDns(pods: readonly Json[]): Item[] {
  const running = pods.filter((pod) => textIn(pod, 'status', 'phase') === 'Running').length;
  if (running > 0) return [pass('cluster DNS', `${running} pods with k8s-app=kube-dns run in kube-system`)];
  return [
    fail(
      'cluster DNS',
      'no running pod in kube-system carries k8s-app=kube-dns',
      'label the pods of cluster DNS so: the policies of every namespace allow DNS by that label',
    ),
  ];
}

function judgePolicies(sets: readonly Json[]): Item[] {
  const names = sets.map((set) => textIn(set, 'metadata', 'name') ?? '');
  const engine = names.find((name) => policyEngines.test(name));
  if (engine !== undefined) return [pass('network policies', `DaemonSet ${engine} enforces them`)];
  if (names.some((name) => name.includes('flannel')))
    return [
      fail(
        'network policies',
        'the network is flannel, which ignores NetworkPolicies',
        'add a policy engine such as Calico or Cilium: nothing here is closed without one',
      ),
    ];
  return [
    unknown('network policies', 'no DaemonSet of a known network: see that it enforces NetworkPolicies'),
  ];
}

function judgeApiPort(wanted: number, slices: readonly Json[]): Item[] {
  const ports = slices.flatMap((slice) => listIn(slice, 'ports').map((port) => numberIn(port, 'port')));
  if (ports.length === 0) return [unknown('API server port', 'Service kubernetes has no endpoints')];
  if (ports.includes(wanted)) return [pass('API server port', String(wanted))];
  return [
    fail(
      'API server port',
      ports.join(', '),
      `set cluster.apiServerPort to it: policies allow ${wanted} only, and no operator would reach the API`,
    ),
  ];
}

/** MetalLB answers ARP itself; with IPVS every node would, unless strict ARP is on. */
function judgeArp(answer: Answer<Json>): Item {
  const name = 'kube-proxy strict ARP';
  if (!answer.ok) return unknown(name, 'no ConfigMap kube-proxy: another program may take its place');
  const config = textIn(answer.value, 'data', 'config.conf') ?? '';
  if (!/^\s*mode:\s*"?ipvs"?\s*$/m.test(config)) return pass(name, 'not in IPVS mode, so it does not matter');
  if (/^\s*strictARP:\s*true\s*$/m.test(config)) return pass(name, 'on');
  return fail(
    name,
    'kube-proxy is in IPVS mode and strictARP is off',
    'set ipvs.strictARP: true in ConfigMap kube-system/kube-proxy and restart kube-proxy: MetalLB does not work without',
  );
}
