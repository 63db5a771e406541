#!/bin/bash
# Builds HEAD twice, from nothing, in folders whose names differ in length, under other settings of
# what a build could look at, and compares the two programs byte by byte.
#
# usage: tools/reproducible.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  local folder=$1
  mkdir -p "$folder"
  git archive HEAD | tar -x -C "$folder"
  (cd "$folder" && cmake --preset release -DBERTH_BUILD_TESTS=OFF >cmake.log &&
    cmake --build --preset release --target berth >build.log) ||
    { tail -n 40 "$folder"/*.log >&2; exit 1; }
  sha256sum <"$folder/build/release/berth"
}

export CCACHE_DISABLE=1
one=$(TZ=UTC LC_ALL=C.UTF-8 build "$work/a")
other=$(TZ=Asia/Tokyo LC_ALL=C USER=other HOME=$work build "$work/another-folder/of-another-depth")
echo "${one%% *}  $(git rev-parse HEAD)"
[[ $one == "$other" ]] || { echo "the two builds differ: ${other%% *}"; exit 1; }
echo "1 passed, 0 failed"
