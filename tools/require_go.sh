#!/bin/bash
# Fails if Go is not as new as a module asks for: Debian 12's is older than any here.
#
# usage: tools/require_go.sh GO_MOD
set -euo pipefail

wanted=$(awk '$1 == "go" { print $2 }' "$1")
found=$(go env GOVERSION 2>/dev/null || true)
oldest=$(printf '%s\n' "$wanted" "${found#go}" | sort --version-sort | head -n 1)
if [[ $oldest != "$wanted" ]]; then
  echo "Go $wanted or newer is needed in PATH: see https://go.dev/doc/install" >&2
  exit 1
fi
