import type { CrossCheck } from './cross-check.ts';

/** Each service has a host name of its own. Only the server name, which nobody serves as a whole, may be one of them. */
export const checkHosts: CrossCheck = ({ resolved, isWritten, report }) => {
  const owners = new Map<string, string>();
  for (const [service, host] of Object.entries(resolved.hosts ?? {})) {
    if (service === 'serverName' || host === undefined) continue;
    const owner = owners.get(host);
    if (owner === undefined) {
      owners.set(host, service);
      continue;
    }
    const at = isWritten(['hosts', service]) ? service : owner;
    const message = `hosts.${owner} and hosts.${service} are both ${host}`;
    report({ code: 'host-clash', path: ['hosts', at], message, expected: 'one host name per service' });
  }
};
