set -eu
umask 077

secret=$(cat /secret/static-auth-secret)
case $secret in
'' | *[!A-Za-z0-9]*)
  echo 'the shared secret must consist of letters and digits' >&2
  exit 1
  ;;
esac

external=$NODE_ADDRESS

# Relays on this node reach each other and the media server beside them.
{
  cat /config/turnserver.conf
  echo "listening-ip $NODE_ADDRESS"
  echo "relay-ip $NODE_ADDRESS"
  [ "$external" = "$NODE_ADDRESS" ] || echo "external-ip $external/$NODE_ADDRESS"
  echo "allowed-peer-ip $NODE_ADDRESS"
  echo "prometheus-address $NODE_ADDRESS"
  echo "static-auth-secret $secret"
} >/run/coturn/turnserver.conf

watch_certificate() {
  seen=$(cat /tls/tls.crt)
  while sleep 60; do
    now=$(cat /tls/tls.crt)
    [ "$now" = "$seen" ] || kill -USR2 $$
    seen=$now
  done
}
watch_certificate &

exec turnserver -c /run/coturn/turnserver.conf
