import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { files, paths } from './paths.ts';
import {
  type CacheSettings,
  majorityOf,
  masterName,
  namesOf,
  nodeHostsOf,
  ports,
  programsOf,
  type SentinelCache,
} from './sentinel-cache.ts';

/** Seconds that a pod looks for a master before it becomes one: its network may come up later than itself. */
const grace = 5;

/** Seconds that each pod waits longer than the one before it, so that only one of them becomes master. */
const step = 30;

/** Seconds that the last pod may take to start when all others are missing. */
export function longestStart({ replicas, storage }: CacheSettings): number {
  if (replicas === 1) return 0;
  return grace + step * (replicas - 1) + (storage === null ? 0 : step * replicas);
}

/** Facts and functions of all scripts. They run in a plain POSIX shell with busybox or coreutils. */
export function makeCommonScript(cache: SentinelCache, environment: Environment): ConfigFile {
  const hosts = nodeHostsOf(cache, environment);
  const { cli, server } = programsOf(environment);
  return script(`set -eu
umask 077

cli=${cli}
server=${server}
nodes='${hosts.join(' ')}'
self=$POD_NAME.${hosts[0]?.slice(`${namesOf(cache).nodes}-0.`.length)}

# The password goes into files of several formats; only these characters mean the same in all of them.
case $REDISCLI_AUTH in
'' | *[!A-Za-z0-9]*)
  echo 'the password must consist of letters and digits' >&2
  exit 1
  ;;
esac

# ask HOST PORT COMMAND...: the reply, or nothing. A lost node refuses no connection, hence the time limit.
ask() {
  ask_host=$1
  ask_port=$2
  shift 2
  timeout 2 "$cli" -h "$ask_host" -p "$ask_port" "$@" 2>/dev/null | tr -d '\\r' || true
}

# The master that most Sentinels name; nothing while none answers.
named_master() {
  for node in $nodes; do
    answer=$(ask "$node" ${ports.sentinel} sentinel get-master-addr-by-name ${masterName} | head -n 1)
    case " $nodes " in *" $answer "*) echo "$answer" ;; esac
  done | sort | uniq -c | sort -rn | sed -n '1s/^ *[0-9]* //p'
}

# Servers that act as master, blank-separated: none or one, except for the seconds in which the Sentinels correct an old one.
acting_masters() {
  for node in $nodes; do
    case $(ask "$node" ${ports.server} info replication) in *role:master*) printf '%s ' "$node" ;; esac
  done
}

# What the Sentinels name counts if it acts as master. Else what acts counts more: the Sentinels come later where everything starts
# at once, and do not all learn of a failover in the same second.
find_master() {
  named=$(named_master)
  acting=$(acting_masters)
  case " $acting" in
  *" $named "*) echo "$named" ;;
  ' ') echo "$named" ;;
  *) echo "\${acting%% *}" ;;
  esac
}
`);
}

/**
 * Starts a server in its role: replica of the master that the Sentinels name, or that acts as one; master if that is itself. Where no
 * master is found the lowest ordinal becomes it, and the next one if that pod does not come. A pod that errs is a master for some
 * seconds until the Sentinels make it a replica; the proxies let nobody in while they see two.
 */
export function makeStartServerScript(cache: SentinelCache, environment: Environment): ConfigFile {
  return script(`. ${paths.config}/${files.common}

${setPatience(cache.settings(environment))}
started=$(date +%s)
master=$(find_master)
while [ -z "$master" ]; do
  if [ $(($(date +%s) - started)) -ge "$patience" ]; then
    master=$self
  else
    sleep 1
    master=$(find_master)
  fi
done
echo "starting with $master as master"

{
  cat ${paths.config}/${files.server}
  echo "replica-announce-ip $self"
  echo "requirepass $REDISCLI_AUTH"
  echo "masterauth $REDISCLI_AUTH"
  if [ "$master" != "$self" ]; then echo "replicaof $master ${ports.server}"; fi
} >${paths.run}/${files.server}
exec "$server" ${paths.run}/${files.server}
`);
}

/** Seconds that a pod waits for a master before it becomes one. A copy that is older than the others must not win over them. */
function setPatience({ replicas, storage }: CacheSettings): string {
  if (replicas === 1) return 'patience=0';
  const ofOrdinal = `patience=$((${grace} + ${step} * \${POD_NAME##*-}))`;
  if (storage === null) return ofOrdinal;
  return `${ofOrdinal}
# Nothing written for ten minutes: an empty volume, or a pod that was away. All others go first.
if [ -z "$(find ${paths.data} -name '*.aof' -mmin -10)" ]; then patience=$((patience + ${step * replicas})); fi`;
}

/** Before a master is stopped on purpose: hands over, so that clients wait for one second instead of ten. */
export function makeStopServerScript(): ConfigFile {
  return script(`. ${paths.config}/${files.common}

case $(ask "$self" ${ports.server} info replication) in
*role:master*) ;;
*) exit 0 ;;
esac

for node in $nodes; do
  if [ "$node" != "$self" ] && [ "$(ask "$node" ${ports.sentinel} sentinel failover ${masterName})" = OK ]; then
    break
  fi
done

started=$(date +%s)
while [ $(($(date +%s) - started)) -lt 10 ] && [ "$(named_master)" = "$self" ]; do
  sleep 1
done
`);
}

/**
 * Starts a Sentinel once there is a master to watch. Its identity follows from the pod's name: with a new one after each restart the
 * others would count ever more Sentinels, until no majority of them exists. A container that restarts keeps what it had learnt.
 */
export function makeStartSentinelScript(cache: SentinelCache, environment: Environment): ConfigFile {
  const quorum = majorityOf(cache.settings(environment).replicas);
  return script(`. ${paths.config}/${files.common}

config=${paths.run}/${files.sentinel}
if [ ! -s "$config" ]; then
  master=$(find_master)
  while [ -z "$master" ]; do
    sleep 1
    master=$(find_master)
  done
  {
    cat ${paths.config}/${files.sentinel}
    echo "sentinel myid $(printf %s "$POD_NAME" | sha1sum | cut -c 1-40)"
    echo "sentinel announce-ip $self"
    echo "sentinel monitor ${masterName} $master ${ports.server} ${quorum}"
    echo "sentinel auth-pass ${masterName} $REDISCLI_AUTH"
    echo "requirepass $REDISCLI_AUTH"
  } >"$config.new"
  mv "$config.new" "$config"
fi
exec "$server" "$config" --sentinel
`);
}

function script(text: string): ConfigFile {
  return { format: 'text', text };
}
