#!/bin/bash
# Installs every SDK, at the version pinned beside its driver, and builds the drivers, all into
# build/sdks.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m ../../build/sdks)
mkdir -p "$out"

# Debian 12's Go is older than what the SDK asks for (go.mod).
if ! command -v go >/dev/null || [[ $(go env GOVERSION) < go1.24 ]]; then
  echo "build.sh: Go 1.24 or newer is needed in PATH: see https://go.dev/doc/install" >&2
  exit 1
fi

[[ -x $out/venv/bin/python ]] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
  -r requirements.txt

mkdir -p "$out/javascript"
cp javascript/* "$out/javascript"
npm ci --prefix "$out/javascript" --ignore-scripts --no-audit --no-fund --silent

go build -C go -o "$out/go-driver" .

mvn --quiet --batch-mode -f java/pom.xml -Ddriver.build="$out/java" \
  package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$out/java/lib"
cp "$out/java/target/driver.jar" "$out/java/lib"
