#!/bin/bash
# Installs every SDK, at the version pinned beside its driver, and builds the drivers, all into
# build/sdks.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m ../../build/sdks)
mkdir -p "$out"

../../tools/require_go.sh go/go.mod

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
