#!/bin/bash
# Builds OCI's conformance suite, which go/go.mod pins (go.sum has the checksums), into
# build/conformance.
set -euo pipefail
cd "$(dirname "$0")/go"
out=$(realpath -m ../../../build/conformance)
mkdir -p "$out"

# Debian 12's Go is older than what the suite asks for (go.mod).
if ! command -v go >/dev/null || [[ $(go env GOVERSION) < go1.24 ]]; then
  echo "build.sh: Go 1.24 or newer is needed in PATH: see https://go.dev/doc/install" >&2
  exit 1
fi

CGO_ENABLED=0 go build -trimpath -o "$out/" tool
