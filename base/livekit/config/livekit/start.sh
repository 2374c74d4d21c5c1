set -eu

external=$NODE_ADDRESS

exec /livekit-server --config /config/livekit.yaml --bind "$NODE_ADDRESS" --node-ip "$external"
