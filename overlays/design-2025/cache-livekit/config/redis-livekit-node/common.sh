set -eu
umask 077

cli=redis-cli
server=redis-server
nodes='redis-livekit-node-0.redis-livekit-headless.redis-livekit.svc.cluster.local redis-livekit-node-1.redis-livekit-headless.redis-livekit.svc.cluster.local redis-livekit-node-2.redis-livekit-headless.redis-livekit.svc.cluster.local'
self=$POD_NAME.redis-livekit-headless.redis-livekit.svc.cluster.local

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
  timeout 2 "$cli" -h "$ask_host" -p "$ask_port" "$@" 2>/dev/null | tr -d '\r' || true
}

# The master that most Sentinels name; nothing while none answers.
named_master() {
  for node in $nodes; do
    answer=$(ask "$node" 26379 sentinel get-master-addr-by-name mymaster | head -n 1)
    case " $nodes " in *" $answer "*) echo "$answer" ;; esac
  done | sort | uniq -c | sort -rn | sed -n '1s/^ *[0-9]* //p'
}

# Servers that act as master, blank-separated: none or one, except for the seconds in which the Sentinels correct an old one.
acting_masters() {
  for node in $nodes; do
    case $(ask "$node" 6379 info replication) in *role:master*) printf '%s ' "$node" ;; esac
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
  *) echo "${acting%% *}" ;;
  esac
}
