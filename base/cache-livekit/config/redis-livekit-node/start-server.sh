. /config/common.sh

patience=$((5 + 30 * ${POD_NAME##*-}))
# Nothing written for ten minutes: an empty volume, or a pod that was away. All others go first.
if [ -z "$(find /data -name '*.aof' -mmin -10)" ]; then patience=$((patience + 90)); fi
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
  cat /config/server.conf
  echo "replica-announce-ip $self"
  echo "requirepass $REDISCLI_AUTH"
  echo "masterauth $REDISCLI_AUTH"
  if [ "$master" != "$self" ]; then echo "replicaof $master 6379"; fi
} >/run/redis/server.conf
exec "$server" /run/redis/server.conf
