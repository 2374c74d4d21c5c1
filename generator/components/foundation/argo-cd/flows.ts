import type { Environment } from '../../../environment/environment.ts';
import { flowToKubeApiServer } from '../../common/kube-api-server.ts';
import { outsidePods } from '../../common/outside.ts';
import type { Endpoint, Flow, FlowPort } from '../../component.ts';
import { cacheSurvivesNode } from './cache-survives.ts';
import { argocdEndpoint, ports } from './names.ts';

/** Every connection inside Argo CD, and to what it reads and writes. */
export function makeFlows(environment: Environment): Flow[] {
  const pods = (program: Parameters<typeof argocdEndpoint>[1]) =>
    argocdEndpoint(environment.gitops.argocdNamespace, program);
  const survives = cacheSurvivesNode(environment);
  const cache = pods(survives ? 'redisHaProxy' : 'redis');
  return [
    flowToKubeApiServer(pods('controller'), 'the controller watches the cluster and applies what git says'),
    flowToKubeApiServer(pods('server'), 'the server reads and writes Applications'),
    flowToKubeApiServer(pods('redisSecretInit'), 'a Job creates the password of the cache once'),
    ...(['controller', 'server'] as const).map((program) => ({
      from: pods(program),
      to: pods('repoServer'),
      ports: [tcp(ports.repoServer)],
      why: 'manifests are rendered by the repository server',
    })),
    ...(['controller', 'server', 'repoServer'] as const).map((program) => ({
      from: pods(program),
      to: cache,
      ports: [tcp(ports.redis)],
      why: 'rendered manifests and the state of the cluster are cached',
    })),
    ...(survives ? makeRedisHaFlows(pods('redisHa'), cache) : []),
    {
      from: pods('repoServer'),
      // They have host names, a policy only knows addresses.
      to: outsidePods(environment),
      ports: gitAndChartPorts(environment),
      why: 'the repository server fetches git and charts',
    },
    ...makeRemoteFlows(environment),
    ...makeOidcFlows(environment),
    ...makeNotificationFlows(environment),
  ];
}

function makeRedisHaFlows(servers: Endpoint, proxy: Endpoint): Flow[] {
  return [
    {
      from: servers,
      to: servers,
      ports: [tcp(ports.redis), tcp(ports.sentinel)],
      why: 'Redis replicates and Sentinels vote',
    },
    {
      from: proxy,
      to: servers,
      ports: [tcp(ports.redis), tcp(ports.sentinel)],
      why: 'the proxy asks who the master is and forwards to it',
    },
  ];
}

/** API servers of the clusters that this Argo CD also deploys to. */
function makeRemoteFlows({ argocd, gitops }: Environment): Flow[] {
  if (argocd.remoteClusters.length === 0) return [];
  return (['controller', 'server'] as const).map((program) => ({
    from: argocdEndpoint(gitops.argocdNamespace, program),
    to: { kind: 'cidrs', cidrs: argocd.remoteClusters },
    ports: [tcp(443), tcp(6443)],
    why: 'API servers of the other clusters that this Argo CD deploys to',
  }));
}

function makeOidcFlows(environment: Environment): Flow[] {
  const { oidc } = environment.argocd;
  if (oidc === null) return [];
  return [
    {
      from: argocdEndpoint(environment.gitops.argocdNamespace, 'server'),
      to: outsidePods(environment),
      ports: [tcp(portOf(oidc.issuer))],
      why: `people sign in at ${new URL(oidc.issuer).host}`,
    },
  ];
}

function makeNotificationFlows(environment: Environment): Flow[] {
  const { argocd, gitops } = environment;
  if (argocd.notifications === null) return [];
  const controller = argocdEndpoint(gitops.argocdNamespace, 'notifications');
  return [
    flowToKubeApiServer(controller, 'the notifications controller watches Applications'),
    {
      from: controller,
      to: outsidePods(environment),
      ports: [tcp(portOf(argocd.notifications))],
      why: `people are told at ${new URL(argocd.notifications).host} when an Application fails`,
    },
  ];
}

/** The ports of the charts, 443 upstream, and of the repository: `git@host:path` means ssh on 22. */
function gitAndChartPorts({ gitops: { repository }, mirror }: Environment): FlowPort[] {
  return [...new Set([mirror === null ? 443 : portOf(`https://${mirror.charts}`), portOf(repository)])].map(
    tcp,
  );
}

function portOf(url: string): number {
  if (!URL.canParse(url)) return 22;
  const { port, protocol } = new URL(url);
  if (port !== '') return Number(port);
  return protocol === 'ssh:' ? 22 : 443;
}

function tcp(port: number): FlowPort {
  return { port, protocol: 'TCP' };
}
