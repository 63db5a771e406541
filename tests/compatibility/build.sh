#!/bin/bash
# Builds the clients that Debian does not have into build/clients: those that go/go.mod pins (go.sum
# has their checksums), a program around Rust's oci-client (rust/Cargo.lock), and one around Jib
# (jib/pom.xml).
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m ../../build/clients)

mkdir -p "$out/bin"
../../tools/require_go.sh go/go.mod
# One call, so that what the clients share is compiled once.
(cd go && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$out/bin/" tool)

command -v cargo >/dev/null || { echo "cargo is needed in PATH: see https://rustup.rs" >&2; exit 1; }
cargo build --quiet --locked --manifest-path rust/Cargo.toml --target-dir "$out/rust"

mvn --quiet --batch-mode -f jib/pom.xml -Ddriver.build="$out/jib" \
  package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$out/jib/lib"
cp "$out/jib/target/driver.jar" "$out/jib/lib"
