import type { Environment } from '../../../environment/environment.ts';
import { fixedHostPorts } from '../../../environment/host-ports.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { findExternalAddress } from '../node-address.ts';
import { turnSecret } from './names.ts';
import { makePeerRules } from './peers.ts';
import { totalQuota, userQuota } from './quota.ts';

/** Where the container finds its files. */
export const paths = {
  config: '/config',
  /** In memory: the complete configuration with the shared secret, the empty user database, the process number. */
  run: '/run/coturn',
  secret: '/secret',
  tls: '/tls',
} as const;

/** Files of the ConfigMap. */
export const files = { config: 'turnserver.conf', start: 'start.sh' } as const;

/**
 * `turnserver.conf` without what differs from node to node and without the secret; option names of coturn 4.17 (`long_options` in
 * `src/apps/relay/mainrelay.c`). DTLS and the command line interface are off unless asked for.
 */
export function makeConfig(environment: Environment): ConfigFile {
  const { turn, turnTls, turnRelay } = environment.network.ports;
  return {
    format: 'directives',
    comment: 'The start script adds the addresses of the node and the shared secret.',
    directives: [
      ['listening-port', String(turn)],
      ['tls-listening-port', String(turnTls)],
      ['min-port', String(turnRelay.first)],
      ['max-port', String(turnRelay.last)],
      ['realm', environment.hosts.serverName],
      ['use-auth-secret'],
      ['fingerprint'],
      ['cert', `${paths.tls}/tls.crt`],
      ['pkey', `${paths.tls}/tls.key`],
      // Relays carry media, which is UDP; over TCP they would open connections to services.
      ['no-tcp-relay'],
      ['no-multicast-peers'],
      ['user-quota', String(userQuota)],
      ['total-quota', String(totalQuota(environment))],
      ['prometheus'],
      ['prometheus-port', String(fixedHostPorts.coturnMetrics)],
      ['log-file', 'stdout'],
      ['pidfile', `${paths.run}/turnserver.pid`],
      ['userdb', `${paths.run}/turndb`],
      ...makePeerRules(environment),
    ],
  };
}

/**
 * Completes the configuration in memory and becomes `turnserver`. The image's own command is not used: it asks a name server outside for
 * the address of this node. cert-manager renews the certificate, which coturn reads again on SIGUSR2.
 */
export function makeStartScript(environment: Environment): ConfigFile {
  return {
    format: 'text',
    text: `set -eu
umask 077

secret=$(cat ${paths.secret}/${turnSecret.key})
case $secret in
'' | *[!A-Za-z0-9]*)
  echo 'the shared secret must consist of letters and digits' >&2
  exit 1
  ;;
esac

${findExternalAddress(environment)}

# Relays on this node reach each other and the media server beside them.
{
  cat ${paths.config}/${files.config}
  echo "listening-ip $NODE_ADDRESS"
  echo "relay-ip $NODE_ADDRESS"
  [ "$external" = "$NODE_ADDRESS" ] || echo "external-ip $external/$NODE_ADDRESS"
  echo "allowed-peer-ip $NODE_ADDRESS"
  echo "prometheus-address $NODE_ADDRESS"
  echo "static-auth-secret $secret"
} >${paths.run}/${files.config}

watch_certificate() {
  seen=$(cat ${paths.tls}/tls.crt)
  while sleep 60; do
    now=$(cat ${paths.tls}/tls.crt)
    [ "$now" = "$seen" ] || kill -USR2 $$
    seen=$now
  done
}
watch_certificate &

exec turnserver -c ${paths.run}/${files.config}
`,
  };
}
