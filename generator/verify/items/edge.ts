import ipaddr from 'ipaddr.js';
import { edgeAddresses } from '../../components/edge/names.ts';
import { makeSites, type Site } from '../../components/edge/sites.ts';
import type { VerifyContext } from '../context.ts';
import { type Answer, describeAnswer } from '../http.ts';
import type { Item } from '../item.ts';
import { CannotCheck, fail, type Outcome, pass } from '../outcome.ts';

/** Days before its end by which a certificate of 90 days, or of any longer life, should have been renewed (cert-manager: two thirds). */
const renewedBefore = 14;
const day = 86_400_000;

/** Sites that everybody may use. */
function publicSites({ environment }: VerifyContext): Site[] {
  return makeSites(environment).filter(({ allowed }) => allowed === undefined);
}

const edgeHttps: Item = {
  id: 'edge-https',
  family: 'edge',
  title: 'The edge answers on 443',
  proves:
    'Every public host leads to the edge, which shows a certificate that is trusted, for that host, and not near its end.',
  design: [5],
  probe: async (context) => {
    const { ask, environment, now } = context;
    let soonest = Number.POSITIVE_INFINITY;
    for (const { host } of makeSites(environment)) {
      const { status, certificateEnds } = await ask(`https://${host}/`);
      if (status >= 500)
        return fail(
          `https://${host}/ answers ${status}`,
          'the edge has no backend for it: kubectl get endpointslices -A, and the log of the edge',
        );
      const days = Math.floor(((certificateEnds?.getTime() ?? 0) - now().getTime()) / day);
      if (days < renewedBefore)
        return fail(
          `the certificate of ${host} ends in ${days} days`,
          'cert-manager should have renewed it: docs/runbooks/certificate-expires.md',
        );
      soonest = Math.min(soonest, days);
    }
    return pass(`${makeSites(environment).length} hosts; the first certificate ends in ${soonest} days`);
  },
};

const httpRedirect: Item = {
  id: 'http-redirect',
  family: 'edge',
  title: 'HTTP leads to HTTPS',
  proves:
    'Nobody stays on an unencrypted connection: port 80 answers every public host with a redirect to the same host over HTTPS.',
  design: [],
  probe: async (context) => {
    const sites = publicSites(context);
    for (const { host } of sites) {
      const { status, headers } = await context.ask(`http://${host}/`);
      const target = headers.location ?? '';
      if (![301, 307, 308].includes(status) || !URL.canParse(target))
        return fail(
          `http://${host}/ answers ${status} instead of a redirect`,
          'see the redirect route of the edge: kubectl get httproutes,ingresses -n matrix',
        );
      const { protocol, hostname } = new URL(target);
      if (protocol !== 'https:' || hostname !== host)
        return fail(
          `http://${host}/ leads to ${protocol}//${hostname}`,
          'something in front of the edge redirects elsewhere: see load balancer and DNS',
        );
    }
    return pass(`${sites.length} hosts`);
  },
};

/** Paths that only a process of the platform, or an administrator, has a reason to ask. */
const privatePaths = [
  '/_synapse/admin/v1/server_version',
  '/_synapse/admin/v1/register',
  '/_synapse/metrics',
  '/_synapse/replication/',
  '/metrics',
  '/health',
];

const privatePathsClosed: Item = {
  id: 'private-paths',
  family: 'edge',
  title: 'Admin API and metrics are not public',
  proves:
    'The public homeserver host answers the admin API, metrics and replication with 403 or 404, to everybody.',
  design: [8],
  probe: async ({ ask, environment }) => {
    const { matrix } = environment.hosts;
    for (const path of privatePaths) {
      const answer = await ask(`https://${matrix}${path}`);
      if (![403, 404].includes(answer.status))
        return fail(
          `https://${matrix}${path} answers ${describeAnswer(answer)}; everybody can ask it`,
          'see which route of the edge serves it: only /_matrix, /_synapse/client and /.well-known/matrix may lead to the router',
        );
    }
    return pass(`${privatePaths.length} paths are refused`);
  },
};

const adminHost: Item = {
  id: 'admin-host',
  family: 'edge',
  title: 'The admin host is for the admin networks only',
  proves:
    'The edge refuses the admin host to others, and believes no X-Forwarded-For of theirs; the admin networks get the admin UI.',
  design: [8],
  probe: async (context) => {
    const { ask, environment } = context;
    const url = `https://${environment.hosts.admin}/`;
    const answer = await ask(url);
    const place = placeOf(context, answer);
    if (place === 'inside') return judgeInside(url, answer);
    if (answer.status === 403) return judgeInvented(context, url);
    const networks = environment.network.adminNetworks.join(', ');
    if (place === 'unknown' && answer.status < 400)
      throw new CannotCheck(
        `${url} answers ${answer.status} to ${answer.ownAddress}: whether the edge sees it inside ${networks} cannot be known here; say --from inside or --from outside`,
      );
    return fail(
      `${url} answers ${answer.status} from outside ${networks}`,
      'the edge does not hold its allow list, or does not see client addresses: see externalTrafficPolicy of its Service and its access policy',
    );
  },
};

/** Said, or seen by this machine's address: behind NAT a private address says nothing. */
function placeOf({ place, environment }: VerifyContext, { ownAddress }: Answer): VerifyContext['place'] {
  if (place !== 'unknown' || !ipaddr.isValid(ownAddress)) return place;
  const own = ipaddr.process(ownAddress);
  const inside = environment.network.adminNetworks.some((network) => {
    const [address, prefix] = ipaddr.parseCIDR(network);
    return address.kind() === own.kind() && own.match(address, prefix);
  });
  if (inside) return 'inside';
  return own.range() === 'unicast' ? 'outside' : 'unknown';
}

function judgeInside(url: string, answer: Answer): Outcome {
  if (answer.status === 403)
    return fail(
      `${url} refuses ${answer.ownAddress}, which is in the admin networks`,
      'the edge sees another address: see externalTrafficPolicy of its Service, and NAT on the way',
    );
  if (answer.status !== 200 || !/<html/i.test(answer.text))
    return fail(
      `${url} answers ${answer.status} instead of the admin UI`,
      'kubectl get pods -n matrix -l app.kubernetes.io/component=admin-ui',
    );
  return pass('the admin UI, from inside; ask once from outside, too');
}

/** Refused: it must stay so when the request invents an address of the allow list. */
async function judgeInvented({ ask, environment }: VerifyContext, url: string): Promise<Outcome> {
  const [first = ''] = environment.network.adminNetworks;
  const [invented = ''] = first.split('/');
  const { status } = await ask(url, { headers: { 'x-forwarded-for': invented } });
  if (status === 403) return pass(`refused from outside, also with X-Forwarded-For: ${invented}`);
  return fail(
    `${url} refuses strangers, but answers ${status} when they claim X-Forwarded-For: ${invented}`,
    'the edge trusts the header of clients: it may only trust hops of its own (edge addresses: ' +
      `${edgeAddresses(environment).join(', ')})`,
  );
}

/** What the edge does, whoever is behind it. */
export const edgeItems: readonly Item[] = [edgeHttps, httpRedirect, adminHost, privatePathsClosed];
