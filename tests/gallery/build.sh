#!/bin/bash
# Installs what drives the browser, at the versions that package-lock.json pins, into build/gallery.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m ../../build/gallery)
mkdir -p "$out"
cp package.json package-lock.json browser.mjs "$out"
npm ci --prefix "$out" --ignore-scripts --no-audit --no-fund --silent
