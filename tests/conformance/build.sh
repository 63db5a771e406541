#!/bin/bash
# Builds OCI's conformance suite, which go/go.mod pins (go.sum has the checksums), into
# build/conformance.
set -euo pipefail
cd "$(dirname "$0")/go"
out=$(realpath -m ../../../build/conformance)
mkdir -p "$out"

../../../tools/require_go.sh go.mod
CGO_ENABLED=0 go build -trimpath -o "$out/" tool
