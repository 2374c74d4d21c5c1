import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { buckets, objectStoreFor } from '../object-store/names.ts';

/** File of the script in its ConfigMap. */
export const script = 'backup.sh';

/** What `objectStore.mediaBackup` of an environment says, once it is written. */
export type MediaBackup = NonNullable<Environment['objectStore']['mediaBackup']>;

/**
 * Runs in bash with coreutils and mc. It never deletes: what is gone from the source stays in the copy until the other store's own rules
 * remove it. Complete means: every object that was there before the copy and is still there, unchanged, afterwards has one of the same name
 * and size in the copy. That holds while people upload and delete.
 */
export function makeScript(environment: Environment, backup: MediaBackup): ConfigFile {
  const source = objectStoreFor(environment).endpoint;
  return {
    format: 'text',
    text: `set -eu -o pipefail
umask 077
export LC_ALL=C

${hostVariable('source', source, 'SOURCE')}
${hostVariable('backup', backup.endpoint, 'BACKUP')}
from=source/${buckets.synapse}
to=backup/${backup.bucket}
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
    size=\${line#*'"size":'}
    key=\${line#*'"key":"'}
    echo "\${size%%,*} \${key%%'","etag"'*}"
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
`,
  };
}

/** The client takes user and password out of the variable as they are, with any character but a colon. */
function hostVariable(alias: string, endpoint: string, prefix: string): string {
  const [scheme, host] = endpoint.replace(/\/$/, '').split('://');
  return `export MC_HOST_${alias}="${scheme}://$${prefix}_KEY:$${prefix}_SECRET@${host}"`;
}
