#!/bin/sh
# acceptance.sh SECONDS
set -u
failed=""
deadline=$(($(date +%s) + $1))

# answered WHAT URL TEXT: waits for an answer that contains TEXT.
answered() {
  while :; do
    answer=$(wget -q -T 10 -O - "$2" 2>/dev/null) || answer=""
    case $answer in *"$3"*) echo "ok      $1"; return ;; esac
    [ "$(date +%s)" -lt "$deadline" ] || break
    sleep 5
  done
  echo "FAILED  $1: no answer with $3 from $2"
  failed="$failed $1;"
}

# refused WHAT URL: nothing may be answered there.
refused() {
  if wget -q -T 10 -O /dev/null "$2" 2>/dev/null; then
    echo "FAILED  $1: answered at $2"
    failed="$failed $1;"
  else
    echo "ok      $1 is refused"
  fi
}

answered 'client discovery' 'http://synapse-router.matrix.svc.cluster.local:8008/.well-known/matrix/client' '"m.homeserver"'
answered 'server discovery' 'http://synapse-router.matrix.svc.cluster.local:8008/.well-known/matrix/server' '"m.server"'
answered 'client API' 'http://synapse-router.matrix.svc.cluster.local:8008/_matrix/client/versions' '"versions"'
answered 'web client' 'http://element-web.matrix.svc.cluster.local:8080/config.json' '"default_server_config"'
refused 'admin API on the public port' 'http://synapse-router.matrix.svc.cluster.local:8008/_synapse/admin/v1/server_version'

[ -z "$failed" ] || { echo "Not accepted:$failed"; exit 1; }
echo "Accepted."
