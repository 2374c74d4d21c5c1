. /config/common.sh

case $(ask "$self" 6379 info replication) in
*role:master*) ;;
*) exit 0 ;;
esac

for node in $nodes; do
  if [ "$node" != "$self" ] && [ "$(ask "$node" 26379 sentinel failover mymaster)" = OK ]; then
    break
  fi
done

started=$(date +%s)
while [ $(($(date +%s) - started)) -lt 10 ] && [ "$(named_master)" = "$self" ]; do
  sleep 1
done
