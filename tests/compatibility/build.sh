#!/bin/bash
# Builds the clients that go/go.mod pins (go.sum has their checksums) into build/clients/bin.
set -euo pipefail
cd "$(dirname "$0")/go"
out=$(realpath -m ../../../build/clients/bin)

# Debian 12's Go is older than what the clients ask for (go.mod).
wanted=$(awk '$1 == "go" { print $2 }' go.mod)
found=$(go env GOVERSION 2>/dev/null | sed 's/^go//' || true)
if [[ $(printf '%s\n' "$wanted" "${found:-0}" | sort -V | head -n 1) != "$wanted" ]]; then
  echo "build.sh: Go $wanted or newer is needed in PATH: see https://go.dev/doc/install" >&2
  exit 1
fi

mkdir -p "$out"
# One call, so that what the clients share is compiled once.
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$out/" tool
