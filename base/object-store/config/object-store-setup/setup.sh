set -eu -o pipefail
umask 077

export MC_HOST_store="http://$ROOT_USER:$ROOT_PASSWORD@minio.minio.svc.cluster.local:80"

tries=0
until mc ls store >/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 2
done

# grant CONSUMER BUCKET: the bucket exists, the consumer's user has its present password and exactly its policy.
grant() {
  user=$(cat "/run/users/$1/AWS_ACCESS_KEY_ID")
  mc mb --ignore-existing "store/$2"
  mc admin policy create store "$1" "/config/$1.json"
  printf '%s\n' "$user" "$(cat "/run/users/$1/AWS_SECRET_ACCESS_KEY")" | mc admin user add store
  mc admin policy attach store "$1" --user "$user"
}

grant synapse synapse-media
grant loki loki
