set -eu -o pipefail
umask 077
export LC_ALL=C

export MC_HOST_source="https://$SOURCE_KEY:$SOURCE_SECRET@s3.example.net"
export MC_HOST_backup="https://$BACKUP_KEY:$BACKUP_SECRET@s3-backup.example.net"
from=source/synapse-media
to=backup/example-media-backup
lists=$(mktemp -d)

fail() {
  echo "media backup failed: $1" >&2
  exit 1
}

# list STORE/BUCKET: a line "size key" for each object, sorted.
list() {
  mc ls --recursive --json "$1" | while IFS= read -r line; do
    case $line in
    '{"status":"success"'*) ;;
    *)
      echo "$line" >&2
      exit 1
      ;;
    esac
    size=${line#*'"size":'}
    key=${line#*'"key":"'}
    echo "${size%%,*} ${key%%'","etag"'*}"
  done | sort
}

# total FILE: number and bytes of the objects in a list.
total() {
  count=0
  bytes=0
  while read -r size _; do
    count=$((count + 1))
    bytes=$((bytes + size))
  done <"$1"
  echo "$count objects, $bytes bytes"
}

list "$from" >"$lists/before" || fail "$from cannot be listed"
mc mirror --overwrite --quiet "$from" "$to" >/dev/null || fail "not everything could be copied to $to"
list "$to" >"$lists/copy" || fail "$to cannot be listed"

if [ ! -s "$lists/before" ] && [ -s "$lists/copy" ]; then
  fail "$from is empty, but $to holds $(total "$lists/copy"): were media lost?"
fi
comm -23 "$lists/before" "$lists/copy" >"$lists/missing"
if [ -s "$lists/missing" ]; then
  list "$from" >"$lists/after" || fail "$from cannot be listed"
  comm -12 "$lists/missing" "$lists/after" >"$lists/lacking"
  if [ -s "$lists/lacking" ]; then
    head -n 20 "$lists/lacking" >&2
    fail "$(total "$lists/lacking") of $from are not in $to, or have another size there"
  fi
fi
echo "complete: $from has $(total "$lists/before"), $to has $(total "$lists/copy")"
