#!/bin/bash
# Builds the clients that Debian does not have into build/clients: those that go/go.mod and
# engines/go.mod pin (go.sum has their checksums), a program around Rust's oci-client (rust/Cargo.lock),
# and one around Jib (jib/pom.xml).
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m ../../build/clients)

mkdir -p "$out/bin"
# One call for each module, so that what its clients share is compiled once. Of containerd, what serves
# Kubernetes, and storage that nothing here uses, is left out: it would take long to compile.
build() {
  (cd "$1" && ../../../tools/require_go.sh go.mod &&
    CGO_ENABLED=0 go build -trimpath -tags=no_cri,no_devmapper,no_zfs -ldflags='-s -w' \
      -o "$out/bin/" "${@:2}")
}
build go tool ./manifests
build engines tool ./scanner

command -v cargo >/dev/null || { echo "cargo is needed in PATH: see https://rustup.rs" >&2; exit 1; }
cargo build --quiet --locked --manifest-path rust/Cargo.toml --target-dir "$out/rust"

mvn --quiet --batch-mode -f jib/pom.xml -Ddriver.build="$out/jib" \
  package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$out/jib/lib"
cp "$out/jib/target/driver.jar" "$out/jib/lib"
