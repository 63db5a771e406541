#!/bin/bash
# Builds the clients that go/go.mod pins (go.sum has their checksums) into build/clients/bin.
set -euo pipefail
cd "$(dirname "$0")/go"
out=$(realpath -m ../../../build/clients/bin)

mkdir -p "$out"
../../../tools/require_go.sh go.mod
# One call, so that what the clients share is compiled once.
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$out/" tool
