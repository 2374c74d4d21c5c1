#!/bin/sh
# Puts the tools of scripts/tools.tsv into .tools/bin, each at its pinned version: one that is there already, else one on
# PATH, else the release archive (SHA-256 verified), else a build with "go install".
#
#   sh scripts/install-tools.sh [tool ...]      default: every tool
#
# MATRIX_GITOPS_TOOLS_URL: a mirror that serves the archives under their own file names, in place of the release pages.
# Exit code 1 when a tool is missing in the end; a sentence per tool on stderr says what to do.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
table=$root/scripts/tools.tsv
bin=$root/.tools/bin
max_bytes=67108864 # four times the largest archive
max_seconds=180
tab=$(printf '\t')
temporary=

cleanup() { [ -z "$temporary" ] || rm -rf -- "$temporary"; }
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '%s\n' "$*"; }
complain() { printf 'install-tools: %s\n' "$*" >&2; }

# Field $3 (2 = version, 4 = value, 5 = sha256) of the line of tool $1 and key $2; nothing when there is no such line.
fact() { awk -F "$tab" -v tool="$1" -v key="$2" -v field="$3" '$1 == tool && $3 == key { print $field; exit }' "$table"; }

platform() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) os=other ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) say "$os-amd64" ;;
    aarch64 | arm64) say "$os-arm64" ;;
    *) say "$os-other" ;;
  esac
}

# Runs a command with a time limit where the system has a way to set one.
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout "$max_seconds" "$@"; else "$@"; fi
}

# Does file $1 say that it is tool $2 at version $3?
reports() { [ "$(limited "$1" "$(fact "$2" asks 4)" 2>/dev/null </dev/null || true)" = "$3" ]; }

# A build by "go install" does not know its version, so the stamp beside a tool is believed first.
installed() {
  [ -x "$bin/$1" ] || return 1
  if [ -f "$bin/.$1.version" ] && [ ! -L "$bin/$1" ]; then [ "$(cat "$bin/.$1.version")" = "$2" ]; else reports "$bin/$1" "$1" "$2"; fi
}

# Moves file $1 into place as tool $2. Renaming is atomic, so whoever looks finds the old tool or the new one. With a
# version $3 the stamp follows; without, an old stamp goes.
place() {
  if ! rm -f "$bin/.$2.version" || ! mv -f "$1" "$bin/$2"; then
    reason="$bin/$2 cannot be written"
    return 1
  fi
  [ -n "${3-}" ] || return 0
  say "$3" >"$temporary/stamp" && mv -f "$temporary/stamp" "$bin/.$2.version"
}

from_path() {
  found=$(command -v "$1" 2>/dev/null) || return 1
  case $found in
    "$bin"/*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  reports "$found" "$1" "$2" || return 1
  if ! ln -s "$found" "$temporary/$1" || ! place "$temporary/$1" "$1"; then return 1; fi
  say "$1 $2: found on PATH, $found"
}

sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  else
    openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
  fi
}

download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --connect-timeout 10 --max-time "$max_seconds" --max-filesize "$max_bytes" -o "$2" "$1" 2>/dev/null
  elif command -v wget >/dev/null 2>&1; then
    # wget has no limit of size. What is cut off fails the hash.
    limited wget -q -T 10 -t 1 -O - "$1" 2>/dev/null | head -c "$max_bytes" >"$2" && [ -s "$2" ]
  else
    return 1
  fi
}

# Sets "reason" when it fails.
from_archive() {
  key=$(platform)
  url=$(fact "$1" "$key" 4)
  sha256=$(fact "$1" "$key" 5)
  if [ -z "$url" ] || [ "$sha256" = - ]; then
    reason="no archive is pinned for $key"
    return 1
  fi
  [ -z "${MATRIX_GITOPS_TOOLS_URL-}" ] || url=${MATRIX_GITOPS_TOOLS_URL%/}/${url##*/}
  archive=$temporary/$1.tar.gz
  if ! download "$url" "$archive"; then
    reason="$url could not be downloaded"
    return 1
  fi
  if [ "$(sha256_of "$archive")" != "$sha256" ]; then
    reason="$url has another SHA-256 than the one pinned in scripts/tools.tsv and was refused"
    return 1
  fi
  mkdir "$temporary/archive"
  if ! tar -xzf "$archive" -C "$temporary/archive" "$1" 2>/dev/null || [ -L "$temporary/archive/$1" ]; then
    reason="$url holds no $1"
    return 1
  fi
  chmod 755 "$temporary/archive/$1"
  if ! reports "$temporary/archive/$1" "$1" "$2"; then
    reason="the $1 in $url does not run here as $2"
    return 1
  fi
  place "$temporary/archive/$1" "$1" "$2" || return 1
  say "$1 $2: downloaded"
}

# Sets "reason" when it fails.
from_go() {
  if ! command -v go >/dev/null 2>&1; then
    reason="$reason, and Go is not installed"
    return 1
  fi
  say "$1 $2: building with go install, which takes about a minute"
  if ! (cd "$temporary" && GOBIN="$temporary/go" GOFLAGS='' go install "$(fact "$1" go 4)@$2") 2>"$temporary/log" </dev/null; then
    reason="$reason, and go install failed: $(tail -n 1 "$temporary/log")"
    return 1
  fi
  place "$temporary/go/$1" "$1" "$2"
}

# One tool, in a temporary directory of its own on the same file system as .tools/bin.
install_tool() {
  version=$(fact "$1" asks 2)
  if [ -z "$version" ]; then
    complain "$1 is not in scripts/tools.tsv."
    return 1
  fi
  installed "$1" "$version" && return 0
  if ! mkdir -p "$bin" 2>/dev/null || ! temporary=$(mktemp -d "$root/.tools/install.XXXXXX" 2>/dev/null); then
    temporary=
    complain "$1 $version is missing and $root/.tools cannot be written: make it writable, or put $1 $version on PATH."
    return 1
  fi
  reason=
  status=0
  from_path "$1" "$version" || from_archive "$1" "$version" || from_go "$1" "$version" || status=1
  cleanup
  temporary=
  [ $status -eq 0 ] || complain "$1 $version is missing: $reason; install $1 $version or Go, or set MATRIX_GITOPS_TOOLS_URL to a mirror of its archive."
  return $status
}

# shellcheck disable=SC2046 # a name is one word
[ $# -gt 0 ] || set -- $(awk -F "$tab" '$3 == "asks" { print $1 }' "$table")
failed=0
for tool in "$@"; do
  install_tool "$tool" || failed=1
done
exit $failed
