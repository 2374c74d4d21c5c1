#!/bin/sh
# Points git at the hooks of this repository. Undo: git config --unset core.hooksPath
set -eu
cd "$(dirname "$0")/.."
git rev-parse --git-dir >/dev/null 2>&1 || {
  echo "Not a git repository: nothing to install hooks into." >&2
  exit 2
}
git config core.hooksPath .githooks
echo "Hooks installed: every commit now runs 'npm run check'."
