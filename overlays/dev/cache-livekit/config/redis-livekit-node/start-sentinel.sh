. /config/common.sh

config=/run/redis/sentinel.conf
if [ ! -s "$config" ]; then
  master=$(find_master)
  while [ -z "$master" ]; do
    sleep 1
    master=$(find_master)
  done
  {
    cat /config/sentinel.conf
    echo "sentinel myid $(printf %s "$POD_NAME" | sha1sum | cut -c 1-40)"
    echo "sentinel announce-ip $self"
    echo "sentinel monitor mymaster $master 6379 1"
    echo "sentinel auth-pass mymaster $REDISCLI_AUTH"
    echo "requirepass $REDISCLI_AUTH"
  } >"$config.new"
  mv "$config.new" "$config"
fi
exec "$server" "$config" --sentinel
