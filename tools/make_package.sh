#!/bin/bash
# Makes the Debian packages of the working tree in build/package, of the program in build/release.
# Nothing is written elsewhere: the build runs in a copy of the files that git knows. The time in the
# packages is that of the commit (SOURCE_DATE_EPOCH), and the version that of CMakeLists.txt.
#
# usage: tools/make_package.sh
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^project(berth VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
packages=build/package
copy=$packages/berth-$version

# Files are new there: dpkg-deb gives newer files the commit's time, and leaves older ones as they are.
rm -rf "$packages"
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [[ ! -e $file ]] || printf '%s\0' "$file"
done | tar --create --null --no-recursion --files-from=- | tar --extract --touch --directory="$copy"
cp -R packaging/debian "$copy/debian"
cat >"$copy/debian/changelog" <<CHANGELOG
berth ($version) bookworm; urgency=medium

  * CHANGELOG.md, beside this file, says what is new.

 -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")
CHANGELOG

log=$packages/build.log
(cd "$copy" && BERTH_BUILD=../../release dpkg-buildpackage --build=binary --no-sign) >"$log" 2>&1 ||
  { tail -n 40 "$log" >&2; exit 1; }
lintian --fail-on warning,error "$packages"/*.changes
rm -rf "$copy"
ls "$packages"/*.deb
